import { describe, expect, it } from 'vitest'
import type { AdmissionAnswer, AdmissionAsk, AdmissionStore } from '@/lib/access/admission-store'
import type { Identity } from '@/lib/access/identity'
import { StoreLeftAlone } from '@/lib/access/store-left-alone'
import { countCall } from '@/lib/gateway/count-call'
import type { StoredHealth } from '@/lib/health/shared-health'
import { uncharged } from '../support/build-ask'
import { buildDependencies, countingStore } from '../support/build-dependencies'
import { buildPlan } from '../support/build-plan'
import { start } from '../support/fake-effects'

const anybody: Identity = {
  proof: { kind: 'none' },
  caller: 'address-203.0.113.7',
  plan: 'anonymous',
  models: undefined,
  zones: undefined,
}

type Setting = {
  readonly health?: StoredHealth
  readonly failure?: Error
}

function build({ health, failure }: Setting = {}) {
  const asked: AdmissionAsk[] = []
  const settled: [string, number][] = []
  const world = buildDependencies()
  const counting = countingStore(world.effects.now)
  const admission: AdmissionStore = {
    ...counting,
    async admit(ask): Promise<AdmissionAnswer> {
      asked.push(ask)
      if (failure !== undefined) throw failure
      const verdict = await counting.admit(ask)
      const isVerdict = verdict.kind === 'admitted' || verdict.kind === 'limited'
      return isVerdict && health !== undefined ? { ...verdict, health } : verdict
    },
    async settle({ slot }, { tokens }) {
      settled.push([slot, tokens])
    },
  }
  const dependencies = { ...world.dependencies, admission }
  const count = ({ edge = 'sin1', tokens = 0, plan = {} } = {}) =>
    countCall(
      { identity: anybody, plan: buildPlan(plan), edge, slot: `slot-${asked.length}`, tokens, ...uncharged },
      dependencies,
    )
  return { ...world, dependencies, count, asked, settled, of: (edge: string) => dependencies.health.of(edge) }
}

describe('the health of the edge', () => {
  it('is asked for along with the admission, every two seconds at most', async () => {
    const { effects, count, asked } = build()
    for (let call = 0; call < 50; call += 1) {
      await count()
      await effects.advance(100)
    }
    expect(asked).toHaveLength(50)
    expect(
      asked.flatMap(({ healthOf }, at) => (healthOf === undefined ? [] : [[healthOf, at * 100]])),
    ).toEqual([
      ['sin1', 0],
      ['sin1', 2000],
      ['sin1', 4000],
    ])
  })

  it('is asked for at each edge by itself', async () => {
    const { count, asked } = build()
    await count({ edge: 'sin1' })
    await count({ edge: 'fra1' })
    expect(asked.map(({ healthOf }) => healthOf)).toEqual(['sin1', 'fra1'])
  })

  it('is adopted as it comes, by our clock and not by the store’s', async () => {
    const storeNow = 1_000_000_000
    const { count, of } = build({
      health: {
        storeNow,
        edge: [
          ['m/sin|gpt-4.1', `${storeNow - 500} 3 1 ${storeNow + 7000} 0`],
          ['m/nrt|gpt-4.1', `${storeNow - 500} 0 9 0 ${storeNow + 4000}`],
          ['e/fra', `${storeNow - 500} 1 42.5 0 0`],
        ],
        processing: [['sin|gpt-4.1', `${storeNow - 500} 12 5.5`]],
      },
    })
    await count({ edge: 'fra1' })
    expect(of('fra1').models.get('sin|gpt-4.1')?.coolUntil).toBe(start + 7000)
    expect(of('fra1').models.get('nrt|gpt-4.1')?.circuit.openUntil).toBe(start + 4000)
    expect(of('fra1').endpoints.get('fra')).toMatchObject({ roundTrips: [42.5], checkedAt: start - 500 })
    expect(of('sin1').processing.get('sin|gpt-4.1')).toMatchObject({ recent: { weight: 12, meanLog: 5.5 } })
    expect(of('sin1').models.size).toBe(0)
  })

  it('that is nonsense changes nothing, and the call is counted', async () => {
    const edge = [
      ['m/sin|gpt-4.1', 'x'],
      ['e/sin', '1 2 3'],
      ['', ''],
    ] as const
    const { count, of } = build({
      health: { storeNow: start, edge, processing: [['sin|gpt-4.1', 'NaN 1 1']] },
    })
    expect(await count()).toMatchObject({ counter: 'shared', verdict: { kind: 'admitted' } })
    expect([of('sin1').models.size, of('sin1').endpoints.size, of('sin1').processing.size]).toEqual([0, 0, 0])
  })

  it('comes also with a refusal', async () => {
    const health = {
      storeNow: start,
      edge: [['m/sin|gpt-4.1', `${start} 0 0 ${start + 7000} 0`]],
      processing: [],
    } as const
    const { count, of } = build({ health })
    expect(await count({ plan: { requestsPerMinute: 0 } })).toMatchObject({ verdict: { kind: 'limited' } })
    expect(of('sin1').models.get('sin|gpt-4.1')?.coolUntil).toBe(start + 7000)
  })
})

describe('a call whose answer was lost', () => {
  const failure = new Error('The answer was lost.')

  it('holds what it was to hold until it is over, where it is let in', async () => {
    const { count, settled, dependencies, runDeferred } = build({ failure })
    expect(await count({ tokens: 70 })).toMatchObject({ counter: 'allowance', held: { tokens: 70 } })
    await runDeferred()
    expect([settled, dependencies.unsettled.isEmpty()]).toEqual([[], true])
  })

  it('is settled with none, where it is refused', async () => {
    const { count, settled, runDeferred } = build({ failure })
    await expect(count({ tokens: 70, plan: { whenUncounted: 'refused' } })).rejects.toMatchObject({
      code: 'limiter_unavailable',
    })
    await runDeferred()
    expect(settled).toEqual([['slot-0', 0]])
  })

  it('and is refused is settled again once the store is back, as that may have overtaken it', async () => {
    const { count, settled, dependencies } = build({ failure })
    await count({ tokens: 70, plan: { whenUncounted: 'refused' } }).catch(() => undefined)
    const { admission, unsettled } = dependencies
    await unsettled.settle(admission)
    expect(settled).toEqual([
      ['slot-0', 0],
      ['slot-0', 0],
    ])
  })

  it('that was never asked holds nothing', async () => {
    const { count, settled, dependencies, runDeferred } = build({ failure: new StoreLeftAlone() })
    expect(await count({ tokens: 70 })).not.toHaveProperty('held')
    await runDeferred()
    expect([settled, dependencies.unsettled.isEmpty()]).toEqual([[], true])
  })
})
