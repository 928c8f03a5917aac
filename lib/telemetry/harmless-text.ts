// No name that is worth sorting by is longer.
const mostCharacters = 256

/** A text that a collector may be given: not too long, and without half characters, for which some refuse all of a batch. */
export function harmlessText(text: string): string {
  return text.slice(0, mostCharacters).replace(/\p{Surrogate}/gu, '\ufffd')
}
