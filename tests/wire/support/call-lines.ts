import { vi } from 'vitest'
import { isRecord } from '../../world/is-record'
import { parseJson } from '../../world/parse-json'
import type { Gateway } from '../../world/start-gateway'

/** The log's lines about one call. */
export function callLines(gateway: Gateway, requestId: string): Record<string, unknown>[] {
  return gateway
    .log()
    .split('\n')
    .map(parseJson)
    .filter(isRecord)
    .filter(line => line.event === 'call' && line.requestId === requestId)
}

/** The one line about a call, once it is written; throws where there are more or none. */
export function callLine(gateway: Gateway, requestId: string): Promise<Record<string, unknown>> {
  return vi.waitFor(
    () => {
      const [line, ...more] = callLines(gateway, requestId)
      if (line === undefined || more.length > 0) throw new Error(`${more.length} lines too many, or none`)
      return line
    },
    { timeout: 5000, interval: 10 },
  )
}
