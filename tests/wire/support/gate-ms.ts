import type { Reply } from './send-to'

/** How long a call waited for who sends it and what he may, in milliseconds. */
export function gateMs({ headers }: Pick<Reply, 'headers'>): number {
  return Number(/gate;dur=([\d.]+)/.exec(headers.get('server-timing') ?? '')?.[1])
}
