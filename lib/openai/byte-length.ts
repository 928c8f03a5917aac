const encoder = new TextEncoder()

/** How many bytes a text has in UTF-8. */
export function byteLength(text: string): number {
  // In most texts each letter is one byte, and they need not be written out to be counted.
  if (!/[\u0080-\uffff]/.test(text)) return text.length
  return encoder.encode(text).length
}
