/** Writes a path as OpenAI's clients do: names joined by dots, positions in brackets (`messages[0].role`). */
export function joinPath(path: readonly PropertyKey[]): string {
  const parts = path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
  return parts.join('').replace(/^\./, '')
}
