import type { RecordedRequest } from '../../world/endpoint/recorded-request'
import type { Endpoint } from '../../world/start-endpoint'

/** The calls that an endpoint has received, without the probes. */
export function callsOf({ requests }: Pick<Endpoint, 'requests'>): RecordedRequest[] {
  return requests.filter(({ method }) => method === 'POST')
}
