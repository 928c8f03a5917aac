/** Why something could not be done, in the words of who knows best: `fetch failed` alone says nothing. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown'
  return cause.cause instanceof Error && cause.cause.message !== '' ? cause.cause.message : cause.message
}
