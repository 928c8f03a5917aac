/** A new id for a request. */
export function newId(): string {
  return crypto.randomUUID()
}
