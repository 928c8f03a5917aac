const charactersPerToken = 4

/** How many tokens a text counts as, at four characters a token. */
export function countTokens(text: string): number {
  return Math.ceil([...text].length / charactersPerToken)
}

/** The text's first tokens, cut between two characters and never inside one. */
export function firstTokens(text: string, count: number): string {
  return [...text].slice(0, count * charactersPerToken).join('')
}
