import type { IncomingHttpHeaders } from 'node:http'

/** The key of `Authorization: Bearer`. */
export function bearerKey({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
}
