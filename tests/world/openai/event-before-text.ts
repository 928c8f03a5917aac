const text = 'THE-TEXT'

/** A content event up to where its text begins, within the quotes. */
export function eventBeforeText(piece: (text: string) => string): string {
  const event = piece(text)
  return event.slice(0, event.indexOf(text))
}
