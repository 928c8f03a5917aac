import { describe, expect, it } from 'vitest'
import { probeReport } from '@/lib/gateway/probe-report'
import { recordProbe } from '@/lib/health/endpoint-health'
import type { BoardRow } from '@/lib/health/health-board'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { start } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'

const endpoints = {
  sin: rowOf('sin'),
  nrt: rowOf('nrt'),
  fra: rowOf('fra'),
  iad: rowOf('iad', { state: 'disabled' }),
  gru: rowOf('gru'),
}
const minute = 60_000

function rowAt(edge: string, endpoint: string, ageMs: number): BoardRow {
  return { edge, endpoint, reachable: true, roundTripMs: 40, at: start - ageMs }
}

async function report(rows: readonly BoardRow[] = []) {
  const { dependencies } = buildDependencies({ document: mapDocument({ endpoints }), withoutKey: ['gru'] })
  const { value: map } = await dependencies.regionMap.current()
  const own = dependencies.health.of('sin1').endpoints
  const reached = recordProbe(undefined, { reachable: true, roundTripMs: 30 }, start)
  own.set('sin', reached)
  own.set('nrt', recordProbe(reached, { reachable: false, roundTripMs: 2000 }, start))
  own.set('fra', recordProbe(undefined, { reachable: true, roundTripMs: 90 }, start - minute))
  return probeReport({ edge: 'sin1', begunAt: start, map, rows }, dependencies)
}

describe('the report of a run of probes', () => {
  it('tells what the run has found, and with which round trip', async () => {
    expect((await report()).endpoints).toEqual([
      { endpoint: 'sin', probed: true, reachable: true, roundTripMs: 30, checkedAt: start },
      { endpoint: 'nrt', probed: true, reachable: false, roundTripMs: null, checkedAt: start },
      { endpoint: 'fra', probed: false, reachable: null, roundTripMs: null, checkedAt: null },
    ])
  })

  it('tells what another instance of this edge has found where it did not ask itself', async () => {
    const rows = [rowAt('sin1', 'fra', minute), rowAt('hnd1', 'fra', 0)]
    expect((await report(rows)).endpoints.at(-1)).toEqual({
      endpoint: 'fra',
      probed: false,
      reachable: true,
      roundTripMs: 40,
      checkedAt: start - minute,
    })
  })

  it('names what is not asked, and why', async () => {
    expect((await report()).skipped).toEqual([
      { endpoint: 'iad', reason: 'disabled' },
      { endpoint: 'gru', reason: 'no-upstream-key' },
    ])
  })

  it('names the edges of which nothing has been heard for ten minutes', async () => {
    const rows = [
      rowAt('hnd1', 'sin', 11 * minute),
      rowAt('fra1', 'sin', 9 * minute),
      rowAt('fra1', 'nrt', 11 * minute),
      rowAt('bom1', 'sin', 600 * minute),
    ]
    expect((await report(rows)).idleEdges).toEqual(['bom1', 'hnd1'])
  })
})
