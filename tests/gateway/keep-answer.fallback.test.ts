import { expect, it } from 'vitest'
import { keepAnswer } from '@/lib/gateway/keep-answer'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { buildDependencies } from '../support/build-dependencies'
import { admitted, cachedModels, cacheOf, plainAnswer } from '../support/cached-call'
import { createMemoryTexts } from '../support/text-store'

/** Has the answer of a model kept that stood in for the one asked for, and says what became of it. */
async function keep(model: string, cachedText?: string) {
  const shared = createMemoryTexts()
  const { dependencies, effects } = buildDependencies({ models: cachedModels, tiers: { shared } })
  const trace = await admitted(dependencies)
  const { key } = cacheOf(trace)
  const flight = dependencies.cache.flights.begin(key, { now: effects.now() })
  trace.cache = { ...cacheOf(trace), flight }
  trace.answer = { ...plainAnswer(), candidate: buildCandidate('sin', { call: buildCall({ model }) }) }
  if (cachedText !== undefined) trace.cachedText = cachedText
  await keepAnswer(trace, undefined, dependencies)
  return {
    near: dependencies.cache.memory.get(key, effects.now()) !== undefined,
    far: shared.kept.has(key),
    told: flight.end?.kind,
    isOver: dependencies.cache.flights.find(key, effects.now()) === undefined,
  }
}

it('what another model said is no answer of this one: it is not kept, and who waits for the same goes alone', async () => {
  const kept = { near: false, far: false, told: 'alone', isOver: true }
  expect(await keep('gpt-4o')).toEqual(kept)
  // Also where the caller had been given what is too old by then.
  expect(await keep('gpt-4o', '{}')).toEqual(kept)
})

it('what the model itself said is kept, and who waits for the same is given it', async () => {
  expect(await keep('gpt-4.1')).toEqual({ near: true, far: true, told: 'answered', isOver: true })
})
