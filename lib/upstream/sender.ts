/** What an attempt needs to know of whom it is made for. */
export type Sender = {
  readonly requestId: string
  readonly edge: string
  readonly country: string | undefined
  readonly ip: string | undefined
}
