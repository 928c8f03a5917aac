import { expect, it } from 'vitest'
import { beginTrace } from '@/lib/gateway/call-trace'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'

it('each step takes the time since the last one ended', async () => {
  const { dependencies, effects } = buildDependencies()
  const trace = beginTrace(buildRequest(), dependencies)
  await effects.advance(5)
  trace.mark('gate')
  await effects.advance(7)
  trace.mark('plan')
  trace.mark('upstream')
  expect(trace.steps).toEqual({ gate: 5, plan: 7, upstream: 0 })
})

it('nothing but the caller is known at first', () => {
  const { dependencies } = buildDependencies()
  const trace = beginTrace(buildRequest(), dependencies)
  expect(trace.steps).toEqual({})
  expect(trace.caller.place.country).toBe('VN')
  expect([trace.operation, trace.call, trace.answer, trace.error]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
