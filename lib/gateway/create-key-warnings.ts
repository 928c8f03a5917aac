import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import type { Endpoint, RegionMap } from '@/lib/regions/region-map'
import type { WriteLog } from '@/lib/telemetry/write-log'

type Told = {
  readonly keyOf: (endpoint: Endpoint) => string | undefined
  readonly writeLog: WriteLog
}

/** Creates what warns of the endpoints of a map that are left out since their key is not set: once for each set of them. */
export function createKeyWarnings({ keyOf, writeLog }: Told): (map: RegionMap) => void {
  let told = ''
  return map => {
    const withKey = endpointsWithKey(map, keyOf)
    const without = [...map.endpoints.values()].filter(({ id }) => !withKey.has(id))
    const keys = without.map(({ id, apiKeyEnv }) => `${id}: ${apiKeyEnv}`)
    if (keys.join() === told) return
    told = keys.join()
    if (keys.length > 0) writeLog('warn', { event: 'endpoints-without-key', keys })
  }
}
