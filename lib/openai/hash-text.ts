// FNV-1a, 32 bits, with the finalizer of MurmurHash3 so that texts that differ in one character differ in all bits.
// Source: https://www.rfc-editor.org/rfc/rfc9923
const offset = 0x811c9dc5
const prime = 0x01000193

/** A whole number below 2 ** 32 that follows from a text and looks as if thrown. It is no secret's, for it can be guessed. */
export function hashText(text: string, start = offset): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
