import { expect, it } from 'vitest'
import { deadlineOf } from '@/lib/upstream/deadline-of'
import { buildCall } from '../support/build-call'

it('a stream has 15 s for the first content of an endpoint, and a minute for all', () => {
  expect(deadlineOf(buildCall({ stream: true }))).toEqual({ attemptMs: 15_000, callMs: 60_000 })
})

it('a stream of a model that thinks first has a minute, and two for all', () => {
  expect(deadlineOf(buildCall({ stream: true, model: 'o4-mini' }))).toEqual({
    attemptMs: 60_000,
    callMs: 120_000,
  })
})

it('a stream of a model that is known to think has as long, whatever its name', () => {
  const call = { ...buildCall({ stream: true, model: 'gemini-2.5-pro' }), mayThink: true }
  expect(deadlineOf(call)).toEqual({ attemptMs: 60_000, callMs: 120_000 })
})

it('a plain answer has two minutes at an endpoint, and 285 s for all', () => {
  expect(deadlineOf(buildCall({ model: 'o4-mini' }))).toEqual({ attemptMs: 120_000, callMs: 285_000 })
})
