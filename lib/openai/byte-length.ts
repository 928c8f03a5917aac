const encoder = new TextEncoder()

/** How many bytes a text has in UTF-8. */
export function byteLength(text: string): number {
  // Of most texts each letter is one, and looking takes a tenth of writing them out.
  if (!/[\u0080-\uffff]/.test(text)) return text.length
  return encoder.encode(text).length
}
