/** A text as a literal of workerd's configuration language. */
export function quote(text: string): string {
  const bytes = [...Buffer.from(text)]
  const isPlain = (byte: number) => byte >= 32 && byte < 127 && byte !== 34 && byte !== 92
  const written = bytes.map(byte =>
    isPlain(byte) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  )
  return `"${written.join('')}"`
}
