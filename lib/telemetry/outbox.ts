/** What is on its way to a collector. */
export type Outbox = {
  /**
   * Takes a text along, unless too much is waiting already. Never rejects. Settled once somebody else will see to it, or it
   * has been posted: to be waited for only where no response does.
   */
  readonly put: (text: string) => Promise<void>
}
