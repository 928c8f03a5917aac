import type { IncomingHttpHeaders } from 'node:http'

/** The key that a header of its own carries, such as `api-key`. */
export function headerKey(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}
