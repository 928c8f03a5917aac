const expected = [
  // The framework means to leave both, and says so: the edge runtime, twice, and the name of `middleware.ts`.
  /The Edge Runtime is deprecated/,
  /Using edge runtime on a page currently disables static generation/,
  /"middleware" file convention is deprecated/,
]

/** The warnings in what a build has printed, but for those that are known and have their reason. */
export function unexpectedWarnings(printed: string): string[] {
  return printed
    .split('\n')
    .filter(line => /\bwarn(ing)?\b|⚠/i.test(line))
    .filter(line => !expected.some(known => known.test(line)))
}
