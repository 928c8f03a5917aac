/** One thing that a deployment needs or should have; it names settings and never tells their values. */
export type SetupItem = {
  readonly id: string
  readonly title: string
  /** `missing`: calls are refused without it. `advised`: calls are served, and something is lacking. */
  readonly state: 'missing' | 'advised' | 'ok'
  /** Where it is missing for some callers alone; without this no call can be served. */
  readonly affects?: 'some'
  /** How it stands. */
  readonly reason: string
  /** What to do; absent where nothing is to be done. */
  readonly fix?: string
  /** The part of the platform's dashboard where that is done. */
  readonly place?: 'variables' | 'storage'
}
