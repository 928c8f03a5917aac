import type { Reply } from './send-to'

/** The tries of a call to a pool in order, each by the endpoint's place in it: `1;503, 2;200`. */
export function triesOf({ headers }: Reply): string {
  return (headers.get('x-route-attempts') ?? '').replace(/[\w-]+-(\d+;)/g, '$1')
}
