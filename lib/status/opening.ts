/** A stretch for which an edge has left an endpoint alone. Moments are in milliseconds since the epoch. */
export type Opening = {
  readonly edge: string
  readonly endpoint: string
  /** Whose circuit was open, `*` for all that the map does not list; undefined where probes could not reach the endpoint. */
  readonly model: string | undefined
  readonly startedAt: number
  /** When somebody last said that it goes on, or that it is over. */
  readonly saidAt: number
  /** undefined while nobody has said that it is over. */
  readonly endedAt: number | undefined
}
