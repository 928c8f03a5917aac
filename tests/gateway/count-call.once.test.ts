import { expect, it } from 'vitest'
import type { Identity } from '@/lib/access/identity'
import { countCall } from '@/lib/gateway/count-call'
import { createSharedTexts } from '@/lib/gateway/response-cache'
import { uncharged } from '../support/build-ask'
import { buildPlan } from '../support/build-plan'
import { buildShared } from '../support/shared-store'
import { createMemoryTexts } from '../support/text-store'

const identity: Identity = {
  proof: { kind: 'none' },
  caller: 'address-203.0.113.7',
  plan: 'anonymous',
  models: undefined,
  zones: undefined,
}

/** An instance whose store falls silent when it is told to; `texts` is what it would have said of calls done once. */
function build(stored?: string, admission?: 'none') {
  const world = buildShared()
  const texts = createMemoryTexts()
  if (stored !== undefined) texts.kept.set('name', { text: stored, seconds: 310 })
  const once = createSharedTexts(texts)
  const dependencies = { ...world.dependencies, once, ...(admission && { admission: undefined }) }
  const count = (slot: string, limits: Parameters<typeof buildPlan>[0] = {}) => {
    const asked = { name: 'name', claim: `claim of ${slot}` }
    const call = { plan: buildPlan(limits), edge: 'sin1', slot, tokens: 0, once: asked }
    return countCall({ ...uncharged, identity, ...call }, dependencies)
  }
  return { ...world, texts, count }
}

const refusing = { whenUncounted: 'refused' } as const

it('a call that is refused because the store is silent may be tried again', async () => {
  const { shared, texts, count, runDeferred } = build('claim of one')
  shared.isLost = true
  await expect(count('one', refusing)).rejects.toMatchObject({ code: 'limiter_unavailable' })
  await runDeferred()
  expect(texts.kept.size).toBe(0)
})

it('a call that is refused because the store is silent takes nothing from another that is at it, or has done it', async () => {
  const { shared, texts, count, runDeferred } = build('of another')
  shared.isLost = true
  await expect(count('one', refusing)).rejects.toMatchObject({ code: 'limiter_unavailable' })
  await runDeferred()
  expect(texts.kept.get('name')?.text).toBe('of another')
})

it('a call that this instance is at is not done again while the store is silent', async () => {
  const { shared, texts, count } = build()
  await count('one')
  shared.isLost = true
  texts.isLost = true
  expect(await count('two')).toMatchObject({ verdict: { kind: 'repeated', known: 'claim of one' } })
})

it('a call that another instance is at, or has done, is not done again where the store says so in time', async () => {
  const { shared, count } = build('of another')
  shared.isLost = true
  expect(await count('one')).toMatchObject({
    counter: 'allowance',
    verdict: { kind: 'repeated', known: 'of another' },
  })
})

it('a call that the store knows by its own claim only, or not at all, is done within the allowance', async () => {
  for (const stored of ['claim of one', undefined]) {
    const { shared, count } = build(stored)
    shared.isLost = true
    expect(await count('one')).toMatchObject({ counter: 'allowance', verdict: { kind: 'admitted' } })
  }
})

it('a call of which nobody can say anything is done within the allowance', async () => {
  const { shared, texts, count } = build('of another')
  shared.isLost = true
  texts.isLost = true
  expect(await count('one')).toMatchObject({ counter: 'allowance', verdict: { kind: 'admitted' } })
})

it('a call that comes again counts as a request, with and without a store, and is refused beyond their limit', async () => {
  const limits = { requestsPerMinute: 2 }
  const alone = build(undefined, 'none')
  await alone.count('one', limits)
  expect(await alone.count('two', limits)).toMatchObject({
    counter: 'local',
    verdict: { kind: 'repeated', known: 'claim of one', requests: { used: 2, resetSeconds: 61 } },
  })
  expect(await alone.count('three', limits)).toMatchObject({ verdict: { kind: 'limited', by: 'requests' } })

  const silent = build('of another')
  silent.shared.isLost = true
  expect(await silent.count('one', limits)).toMatchObject({ verdict: { requests: { used: 1 } } })
  await expect(silent.count('two', limits)).rejects.toMatchObject({ code: 'limiter_unavailable' })
})
