/** A text in the pieces it is streamed in, one word with the space before it. */
export function piecesOf(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+|\s+$/g) ?? []
}
