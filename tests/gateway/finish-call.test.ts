import { describe, expect, it } from 'vitest'
import { beginTrace } from '@/lib/gateway/call-trace'
import { finishCall } from '@/lib/gateway/finish-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'

describe('a response that goes out', () => {
  it('has our headers, and is kept by nobody', async () => {
    const { dependencies, effects } = buildDependencies()
    const trace = beginTrace(buildRequest(), dependencies)
    await effects.advance(12)
    const response = finishCall(Response.json({}), { trace, dependencies })
    expect(response.headers.get('x-response-time')).toBe('12')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  })

  it('keeps the stricter rule of a stream', () => {
    const { dependencies } = buildDependencies()
    const headers = { 'cache-control': 'private, no-store, no-transform' }
    const trace = beginTrace(buildRequest(), dependencies)
    const response = finishCall(new Response('', { headers }), { trace, dependencies })
    expect(response.headers.get('cache-control')).toBe('private, no-store, no-transform')
  })

  it('is recorded whatever becomes of it, and followed by a refresh only once it has gone out', async () => {
    const world = buildDependencies()
    const trace = beginTrace(buildRequest(), world.dependencies)
    finishCall(Response.json({}), { trace, dependencies: world.dependencies })
    await world.effects.settle()
    expect(world.logged).toHaveLength(1)
    expect(world.order).toEqual([])
    await world.runDeferred()
    expect(world.logged).toHaveLength(1)
    expect(world.order[0]).toBe('read')
  })
})
