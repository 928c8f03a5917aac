const expected = [
  // The framework means to leave both, and says so: the edge runtime, and the name of `middleware.ts`.
  /edge runtime/i,
  /"middleware" file convention is deprecated/,
  // What a build beside the platform has to do without.
  /Build not running on Vercel/,
  // The Node that the platform builds with; nothing that is deployed runs in it.
  /Detected "engines"/,
  // A build of before lies there, which is built over.
  /You should not upload the `.next` directory/,
  // npm speaks of the settings of whoever runs it.
  /^npm warn /,
]

/** The warnings in what a build has printed, but for those that are known and have their reason. */
export function unexpectedWarnings(printed: string): string[] {
  return printed
    .split('\n')
    .filter(line => /\bwarn(ing)?\b|⚠/i.test(line))
    .filter(line => !expected.some(known => known.test(line)))
}
