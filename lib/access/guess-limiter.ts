/** Slows down who tries credentials: an address that sent too many unknown ones is refused for a while. */
export type GuessLimiter = {
  /** Whether this instance knows the address to be over the limit. */
  isBlocked(address: string): boolean
  /** Counts an unknown credential; never rejects. */
  count(address: string): Promise<void>
}
