// FNV-1a, 32 bits, with the finalizer of MurmurHash3 so that texts that differ in one character differ in all bits.
// Source: https://www.rfc-editor.org/rfc/rfc9923
const offset = 0x811c9dc5
const prime = 0x01000193

/** A number from 0 up to 1 that follows from a text and looks as if thrown: the same text has the same number. */
export function roll(text: string): number {
  let hash = offset
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
