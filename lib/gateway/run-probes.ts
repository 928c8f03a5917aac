import { configuredMap } from '@/lib/gateway/configured-map'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { probeNow } from '@/lib/gateway/probe-endpoints'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import { observe } from '@/lib/health/endpoint-health'
import type { Endpoint } from '@/lib/regions/region-map'

// A probe in vain may be the network's doing: a second one some moments later tells.
const secondLookMs = 2000

// An edge function must begin its response within 25 s; what takes longer goes on behind it.
const patienceMs = 20_000

export type ProbeRun = {
  readonly begunAt: number
  /** Whether all of it was done before the answer, or some of it goes on. */
  readonly isWhole: boolean
}

/**
 * Reads the operator's documents and probes what is due, as after a response; what cannot be reached is asked once more, so
 * that one run can tell an endpoint that is lost from a probe that was, where no traffic and no earlier run has.
 */
export async function runProbes(edge: string, dependencies: Dependencies): Promise<ProbeRun> {
  const { effects, background } = dependencies
  const begunAt = effects.now()
  const work = probeTwice({ edge, begunAt }, dependencies)
  const { late, cancel } = startPatience(effects.startTimer)
  const isWhole = await Promise.race([work.then(() => true), late]).finally(cancel)
  if (!isWhole) background.keepAlive(work)
  return { begunAt, isWhole }
}

type Run = { readonly edge: string; readonly begunAt: number }

async function probeTwice(run: Run, dependencies: Dependencies): Promise<void> {
  const { edge } = run
  await refreshKnowledge(edge, dependencies)
  const lost = await lostIn(run, dependencies)
  if (lost.length === 0) return
  await new Promise<void>(resolve => void dependencies.effects.startTimer(secondLookMs, resolve))
  await probeNow({ edge, endpoints: lost }, dependencies)
  await refreshKnowledge(edge, dependencies)
}

async function lostIn({ edge, begunAt }: Run, dependencies: Dependencies): Promise<readonly Endpoint[]> {
  const { health, effects } = dependencies
  const map = (await configuredMap(dependencies))?.value
  const { endpoints } = health.of(edge)
  return [...(map?.endpoints.values() ?? [])].filter(({ id }) => {
    const known = observe(endpoints.get(id), effects.now())
    return known !== undefined && known.probedAt >= begunAt && !known.reachable
  })
}

function startPatience(startTimer: Dependencies['effects']['startTimer']) {
  let cancel = () => {}
  const late = new Promise<false>(resolve => {
    cancel = startTimer(patienceMs, () => resolve(false))
  })
  return { late, cancel: () => cancel() }
}
