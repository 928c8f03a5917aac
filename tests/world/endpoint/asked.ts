import type { IncomingHttpHeaders } from 'node:http'

/** What a request asks of an endpoint. */
export interface Asked {
  method: string
  /** Without the query. */
  path: string
  headers: IncomingHttpHeaders
  bodyText: string
}
