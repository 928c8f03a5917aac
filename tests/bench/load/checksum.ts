// FNV-1a of 32 bits.
const basis = 0x811c9dc5
const prime = 0x01000193

/** Goes on with a checksum over more bytes; which bytes came and in which order decides on it, not how they were cut. */
export function checksum(bytes: Uint8Array, from: number = basis): number {
  let sum = from
  for (let at = 0; at < bytes.length; at++) sum = Math.imul(sum ^ (bytes[at] ?? 0), prime)
  return sum >>> 0
}
