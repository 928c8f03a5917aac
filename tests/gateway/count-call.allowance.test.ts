import { describe, expect, it } from 'vitest'
import type { AdmissionAnswer, AdmissionAsk, AdmissionStore } from '@/lib/access/admission-store'
import type { Identity } from '@/lib/access/identity'
import { countCall } from '@/lib/gateway/count-call'
import { settleCall } from '@/lib/gateway/settle-call'
import { uncharged } from '../support/build-ask'
import { buildDependencies, countingStore } from '../support/build-dependencies'
import { buildPlan } from '../support/build-plan'

const identity: Identity = {
  proof: { kind: 'key', id: 'AAAAAAAAAAAA', record: '{}' },
  caller: 'key-AAAAAAAAAAAA',
  plan: 'pro',
  models: undefined,
  zones: undefined,
}

type Setting = { readonly localAllowance?: boolean; readonly nearness?: { fullest: number; granted: number } }

function build({ localAllowance = true, nearness = { fullest: 0.1, granted: 0.025 } }: Setting = {}) {
  const events: string[] = []
  const asked: AdmissionAsk[] = []
  const world = buildDependencies()
  const counting = countingStore(world.effects.now)
  let next: AdmissionAnswer | Error | undefined
  const admission: AdmissionStore = {
    ...counting,
    async admit(ask) {
      asked.push(ask)
      if (next instanceof Error) throw next
      if (next !== undefined) return next
      const answer = await counting.admit(ask)
      events.push(`counted ${ask.slot}`)
      return answer.kind === 'admitted' ? { ...answer, nearness, epoch: asked.length } : answer
    },
    async settle({ slot }) {
      events.push(`settled ${slot}`)
    },
  }
  const dependencies = { ...world.dependencies, admission }
  const plan = buildPlan({ localAllowance, requestsPerMinute: 1000 })
  const count = (changes: Partial<Parameters<typeof countCall>[0]> = {}) =>
    countCall(
      { identity, plan, edge: 'sin1', slot: `slot-${asked.length}`, tokens: 0, ...uncharged, ...changes },
      dependencies,
    )
  const answerWith = (answer: AdmissionAnswer | Error | undefined) => {
    next = answer
  }
  return { ...world, dependencies, plan, count, asked, events, answerWith }
}

describe('a call of a plan with a local allowance', () => {
  it('waits for the store at first, and then does not', async () => {
    const { count, asked, effects } = build()
    await count()
    expect(asked).toHaveLength(1)
    const counted = await count()
    expect(asked).toHaveLength(1)
    expect(counted).toMatchObject({ verdict: { kind: 'admitted', requests: { used: 2 } }, counter: 'shared' })
    await effects.advance(0)
    expect(asked.map(({ ahead }) => ahead?.call)).toEqual(['told', 'taken'])
  })

  it('waits where its session has a budget, of which nothing was told with the call of another', async () => {
    const { count, asked } = build()
    const ofSession = (name: string) => ({ budgets: [{ name, limit: 1e9, seconds: 60 }], nanoUsd: 1 })
    await count(ofSession('one'))
    await count(ofSession('two'))
    expect(asked.map(({ ahead }) => ahead?.call)).toEqual(['told', 'told'])
    await count(ofSession('two'))
    expect(asked).toHaveLength(2)
  })

  it('waits each time where the plan has none', async () => {
    const { count, asked } = build({ localAllowance: false })
    for (let call = 1; call <= 3; call += 1) {
      await count()
      expect(asked).toHaveLength(call)
    }
    expect(asked.every(({ ahead }) => ahead === undefined)).toBe(true)
  })

  it.each([
    ['an answer may lie in the store', { cacheKey: 'digest' }],
    ['it is to be done once', { once: { name: 'digest', claim: 'running' } }],
  ])('waits where %s', async (_, changes) => {
    const { count, asked } = build()
    await count()
    await count(changes)
    expect(asked).toHaveLength(2)
  })

  it('waits where its caller is near a limit', async () => {
    const { count, asked } = build({ nearness: { fullest: 0.5, granted: 0.025 } })
    await count()
    await count()
    expect(asked).toHaveLength(2)
  })

  it('waits again once the store was silent', async () => {
    const { count, asked, answerWith, effects } = build()
    await count()
    answerWith(new Error('away'))
    const ahead = await count()
    await effects.advance(0)
    expect(ahead).toMatchObject({ verdict: { kind: 'admitted' } })
    answerWith(undefined)
    await count()
    expect(asked.map(({ ahead }) => ahead?.call)).toEqual(['told', 'taken', 'told'])
  })

  it('is the last one with a key that was revoked', async () => {
    const { count, answerWith, effects, dependencies } = build()
    await count()
    answerWith({ kind: 'record', record: undefined })
    expect(await count()).toMatchObject({ verdict: { kind: 'admitted' } })
    await effects.advance(0)
    expect(dependencies.knownCredentials.records.get('AAAAAAAAAAAA')).toBeUndefined()
    expect(await count()).toBe('changed')
  })

  it('learns afterwards that answers were thrown away', async () => {
    const { count, effects, dependencies } = build()
    await count()
    await count()
    expect(dependencies.cache.epochs.get('nobody')).toBeUndefined()
    await effects.advance(0)
    expect(dependencies.cache.epochs.get('nobody')).toBe(2)
  })

  it('tells by its being counted how near its caller is to its limits', async () => {
    const { count, effects, dependencies, answerWith } = build()
    const verdict = await count()
    if (verdict === 'changed' || verdict.verdict.kind !== 'admitted') throw new Error('It was not let in.')
    await count()
    answerWith({ ...verdict.verdict, nearness: { fullest: 0.6, granted: 0.025 }, epoch: 1 })
    const isFar = () => dependencies.nearness.isFar(identity.caller, effects.now())
    expect(isFar()).toBe(true)
    await effects.advance(0)
    expect(isFar()).toBe(false)
  })

  it('is settled after it was counted, however soon it is over', async () => {
    const { count, dependencies, events, effects, plan } = build()
    await count()
    const counted = await count()
    if (counted === 'changed') throw new Error('The key was not changed.')
    const admission = { ...counted, identity, plan }
    const settling = settleCall({ admission } as Parameters<typeof settleCall>[0], undefined, dependencies)
    expect(events).toEqual(['counted slot-0'])
    await effects.advance(0)
    await settling
    expect(events).toEqual(['counted slot-0', 'counted slot-1', 'settled slot-1'])
  })
})
