import { gatewayHost } from '../../world/gateway-host'

/** What is told of a try whose connection could not be made: where nobody knows when it was lost, it may have been sent. */
export const lostLabel = gatewayHost().untold?.['connection-errors'] === undefined ? 'refused' : 'reset'
