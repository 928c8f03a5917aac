import { claimLeases } from '@/lib/gateway/claim-leases'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import { isReplaced } from '@/lib/gateway/is-replaced'
import { observe, type ProbeResult, recordProbe } from '@/lib/health/endpoint-health'
import { isProbeDue } from '@/lib/health/is-probe-due'
import { type Endpoint, plainId, type RegionMap } from '@/lib/regions/region-map'
import { roll } from '@/lib/routing/roll'
import { logLost } from '@/lib/telemetry/log-lost'
import { probeEndpoint } from '@/lib/upstream/probe-endpoint'
import { probeRows } from '@/lib/usage/usage-sums'

// At most two probes a minute for each endpoint and edge, whatever the number of instances.
const leaseMs = 30_000

// An instance that was not the one to probe does not ask again at once: the other will tell.
const askEveryMs = 10_000

// Instances know the moment of a probe by their own clocks, some milliseconds apart.
const clockToleranceMs = 10_000

/** Probes the endpoints for which it is time, in parallel, as far as no other instance of the edge is doing so. */
export async function probeEndpoints(
  edge: string,
  map: RegionMap,
  dependencies: Dependencies,
): Promise<void> {
  const due = dueAt({ edge, map }, dependencies)
  const names = due.map(({ id }) => `${edge}/${id}`)
  const claimed = await claimLeases(edge, { kind: 'probe', of: names, forMs: leaseMs }, dependencies)
  await probeNow({ edge, endpoints: due.filter((_, at) => claimed[at]) }, dependencies)
}

type Chosen = { readonly edge: string; readonly endpoints: readonly Endpoint[] }

/** Probes these endpoints in parallel, whether it is time or not, and keeps and shares what was found. */
export async function probeNow({ edge, endpoints }: Chosen, dependencies: Dependencies): Promise<void> {
  if (endpoints.length === 0) return
  const { effects, keyOf, newId } = dependencies
  const sender = { requestId: newId(), edge, country: undefined, ip: undefined }
  const found = await Promise.all(
    endpoints.map(endpoint => probeEndpoint(endpoint, { key: keyOf(endpoint), sender, effects })),
  )
  const results = found.filter((_, at) => {
    const endpoint = endpoints[at]
    return endpoint !== undefined && !isReplaced(endpoint, dependencies.health)
  })
  learn({ edge, results }, dependencies)
  await Promise.all([post({ edge, results }, dependencies), note({ edge, results }, dependencies)])
}

type Place = { readonly edge: string; readonly map: RegionMap }

function dueAt({ edge, map }: Place, dependencies: Dependencies): readonly Endpoint[] {
  const { health, effects, keyOf } = dependencies
  const { endpoints, probeAskedAt } = health.of(edge)
  const now = effects.now()
  // Where both have one, it is probed as the outer map says.
  const all = map.canary
    ? { ...map, endpoints: new Map([...map.canary.map.endpoints, ...map.endpoints]) }
    : map
  const withKey = endpointsWithKey(all, keyOf)
  const diceOf = (id: string) =>
    roll(`${edge}/${id}/${Math.round((endpoints.get(id)?.probedAt ?? 0) / clockToleranceMs)}`)
  const due = [...all.endpoints.values()].filter(
    ({ id, state }) =>
      withKey.has(id) &&
      state !== 'disabled' &&
      Math.abs(now - (probeAskedAt.get(id) ?? Number.NEGATIVE_INFINITY)) >= askEveryMs &&
      isProbeDue(endpoints.get(id), { now, dice: diceOf(id) }),
  )
  for (const { id } of due) probeAskedAt.set(id, now)
  return due
}

type Round = { readonly edge: string; readonly results: readonly ProbeResult[] }

function learn({ edge, results }: Round, { health, effects }: Dependencies): void {
  const memory = health.of(edge)
  const { endpoints, notes } = memory
  const now = effects.now()
  // Rare as it is, this does not wait: an instance that falls idle would not tell it at all.
  memory.toldAt = Number.NEGATIVE_INFINITY
  for (const result of results) {
    const known = endpoints.get(result.endpoint)
    // One in vain may be the network's doing; a second one, or one after a call, is the endpoint's.
    const isNews = result.reachable || observe(known, now)?.reachable === false
    // Of a canary's own endpoints its own part of the page tells.
    if (isNews && plainId(result.endpoint) === result.endpoint)
      notes.openings.set(result.endpoint, !result.reachable)
    endpoints.set(result.endpoint, recordProbe(known, result, now))
    notes.endpoints.add(result.endpoint)
  }
}

// What is found where there is no traffic is seen on the status page too.
async function note({ edge, results }: Round, { usage, effects, writeLog }: Dependencies): Promise<void> {
  const rows = results.flatMap(result => probeRows({ edge, endpoint: result.endpoint }, result))
  await usage.addSeen(rows, effects.now()).catch((error: unknown) => {
    logLost(error, { event: 'probes-lost', writeLog })
  })
}

async function post({ edge, results }: Round, { board, effects, writeLog }: Dependencies): Promise<void> {
  const at = effects.now()
  try {
    await board?.post(results.map(({ status: _, ...result }) => ({ ...result, edge, at })))
  } catch (error) {
    logLost(error, { event: 'health-board-lost', writeLog })
  }
}
