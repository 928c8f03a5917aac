import { gatewayHostName } from '../../world/gateway-host'

/** Leaves a test out on a host where what it asks for cannot be; the report says so, and why. */
export function exceptOn(
  host: 'node' | 'worker' | 'artefact',
  because: string,
  { skip }: { readonly skip: (note: string) => void },
): void {
  if (gatewayHostName() === host) skip(`On ${host}: ${because}`)
}
