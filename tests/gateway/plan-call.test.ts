import { describe, expect, it } from 'vitest'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { readCaller } from '@/lib/gateway/caller'
import { learnFromTry } from '@/lib/gateway/learn-from-try'
import { planCall } from '@/lib/gateway/plan-call'
import { buildFailedAttempt, rateLimited } from '../support/build-attempt'
import { buildCall } from '../support/build-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { start } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'

type Traced = Pick<CallTrace, 'caller' | 'plan' | 'fallbacks'>

async function ask(headers: Readonly<Record<string, string>> = {}, document: unknown = mapDocument()) {
  const { dependencies } = buildDependencies({ document })
  const request = buildRequest({ headers })
  const trace: Traced = { caller: readCaller(request, dependencies) }
  const asked = {
    call: buildCall(),
    headers: request.headers,
    trace,
    view: await dependencies.regionMap.current(),
    zones: undefined,
  }
  return { dependencies, asked, again: () => planCall(asked, dependencies) }
}

async function plan(headers?: Readonly<Record<string, string>>, document?: unknown) {
  const { dependencies, again } = await ask(headers, document)
  return { dependencies, again, plan: again() }
}

describe('a call', () => {
  it('goes where its country’s list says first', async () => {
    const { plan: made } = await plan()
    expect(made.candidates.map(({ endpoint }) => endpoint.id)).toEqual(['sin', 'nrt', 'fra', 'iad'])
  })

  it('goes to the one endpoint that it names', async () => {
    const { plan: made } = await plan({ 'x-route-to': 'iad' })
    expect(made.candidates).toMatchObject([{ endpoint: { id: 'iad' }, reason: 'pinned' }])
  })

  it.each([
    [
      'a zone that its country forbids',
      { 'x-vercel-ip-country': 'DE', 'x-route-zone': 'US' },
      'residency_violation',
    ],
    [
      'an endpoint that its country forbids',
      { 'x-vercel-ip-country': 'DE', 'x-route-to': 'iad' },
      'residency_violation',
    ],
    [
      'an endpoint outside the zone it narrows itself to',
      { 'x-route-zone': 'US', 'x-route-to': 'sin' },
      'residency_violation',
    ],
    ['an endpoint that nobody knows', { 'x-route-to': 'mars' }, 'endpoint_not_allowed'],
    ['a zone that nobody lies in', { 'x-route-zone': 'MARS' }, 'no_eligible_endpoint'],
  ])('to %s is refused', async (_, headers, code) => {
    await expect(plan(headers)).rejects.toMatchObject({ code })
  })

  it('that must begin in time goes first to those that are predicted to, and the others stay behind', async () => {
    const { plan: made } = await plan({ 'x-max-ttft-ms': '150' })
    const inTime = made.candidates.map(({ expectedMs = 0 }) => expectedMs <= 150)
    expect(inTime).toEqual([...inTime].sort((one, other) => Number(other) - Number(one)))
    expect(made.candidates).toHaveLength(4)
    expect(inTime).toContain(true)
  })

  it.each([
    ['that nobody can begin in time', '1', { code: 'ttft_unattainable', status: 503 }],
    ['whose limit is none', '0', { code: 'invalid_request', details: { param: 'x-max-ttft-ms' } }],
    ['whose limit is no number', '1e3', { code: 'invalid_request' }],
  ])('%s is refused', async (_, limit, error) => {
    await expect(plan({ 'x-max-ttft-ms': limit })).rejects.toMatchObject(error)
  })

  it('that must begin in time is refused also where another model stands in for its own', async () => {
    const endpoints = { sin: rowOf('sin', { models: ['gpt-4o'] }), nrt: rowOf('nrt', { state: 'draining' }) }
    const world = async (limit: string) => {
      const { asked, again } = await ask({ 'x-max-ttft-ms': limit }, mapDocument({ endpoints }))
      asked.trace.fallbacks = [buildCall({ model: 'gpt-4o' })]
      return again
    }
    expect((await world('9000'))().candidates).toMatchObject([{ endpoint: { id: 'sin' } }])
    expect(await world('1')).toThrow(expect.objectContaining({ code: 'ttft_unattainable' }))
  })

  it('to a zone that its country forbids is refused though an allowed endpoint is named', async () => {
    const headers = { 'x-vercel-ip-country': 'DE', 'x-route-zone': 'US', 'x-route-to': 'fra' }
    await expect(plan(headers)).rejects.toMatchObject({ code: 'residency_violation' })
  })

  it('for a model that nobody serves is refused', async () => {
    const document = mapDocument({ endpoints: { sin: rowOf('sin', { models: ['gpt-4o'] }) } })
    await expect(plan({}, document)).rejects.toMatchObject({ code: 'model_not_found' })
  })

  it('to a pinned endpoint that takes nothing new is refused', async () => {
    const document = mapDocument({
      endpoints: { sin: rowOf('sin', { state: 'draining' }), nrt: rowOf('nrt') },
    })
    await expect(plan({ 'x-route-to': 'sin' }, document)).rejects.toMatchObject({
      code: 'no_eligible_endpoint',
    })
  })

  it('goes elsewhere while an endpoint has its pause', async () => {
    const { dependencies, again } = await plan()
    const record = buildFailedAttempt('sin', rateLimited(7))
    const learned = { key: 'sin|gpt-4.1', now: start, dice: 0.5, isSuspect: false }
    learnFromTry(dependencies.health.of('sin1'), record, learned)
    expect(again().candidates.map(({ endpoint }) => endpoint.id)).not.toContain('sin')
    expect(again().excluded).toEqual([{ endpoint: 'sin', reason: 'cooling-down' }])
  })
})

describe('the trace of a call', () => {
  it('has its plan', async () => {
    const { asked, again } = await ask()
    expect(again()).toBe(asked.trace.plan)
  })

  it.each([
    ['a zone that its country forbids', { 'x-vercel-ip-country': 'DE', 'x-route-zone': 'US' }, 0],
    ['an endpoint that its country forbids', { 'x-vercel-ip-country': 'DE', 'x-route-to': 'iad' }, 1],
    ['a zone that nobody lies in', { 'x-route-zone': 'MARS' }, 0],
    ['an answer that nobody can begin in time', { 'x-max-ttft-ms': '1' }, 4],
  ])('that is refused for %s has what was left out and what was not', async (_, headers, candidates) => {
    const { asked, again } = await ask(headers)
    expect(again).toThrow()
    expect(asked.trace.plan?.candidates).toHaveLength(candidates)
    expect(asked.trace.plan?.excluded).toHaveLength(4 - candidates)
  })
})
