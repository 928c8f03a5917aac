import type { TraceParent } from '@/lib/telemetry/trace-parent'

/** What an attempt needs to know of whom it is made for. */
export type Sender = {
  readonly requestId: string
  readonly edge: string
  readonly country: string | undefined
  readonly ip: string | undefined
  /** The headers by which it chooses a version of the operation's protocol. */
  readonly protocol?: Readonly<Record<string, string>>
  /** The span that the endpoint's own work is part of; absent where none is collected. */
  readonly span?: TraceParent | undefined
}
