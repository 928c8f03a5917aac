/** What an endpoint keeps of a response, for those that continue it. */
export interface RememberedResponse {
  /** Of all turns up to this one's answer, without the instructions, which are not carried on. */
  tokens: number
  /** The function calls of these turns, whose results may follow. */
  callIds: readonly string[]
}
