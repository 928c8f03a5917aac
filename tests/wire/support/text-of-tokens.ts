/** A text of so many tokens by our estimate; as a message it is four more. */
export function textOfTokens(tokens: number, letter = 'x'): string {
  return letter.repeat(4 * tokens)
}
