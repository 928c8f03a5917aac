/** What a caller asks of the upstream, in the text of its message. */
export type Order = {
  /** How many numbered events are to come. */
  readonly events: number
  readonly pauseMs: number
  /** About how much text each of them carries. */
  readonly characters: number
}

export function orderText({ events, pauseMs, characters }: Order): string {
  return `Send ${events} events, one each ${pauseMs} ms, of ${characters} characters.`
}

/** The order in a request's body, if there is one. */
export function readOrder(bodyText: string): Order | undefined {
  const found = /Send (\d+) events, one each (\d+) ms, of (\d+) characters\./.exec(bodyText)
  if (found === null) return undefined
  const [events = 0, pauseMs = 0, characters = 0] = found.slice(1).map(Number)
  return { events, pauseMs, characters }
}
