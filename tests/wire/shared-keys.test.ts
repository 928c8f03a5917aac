import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { changeRow } from './support/change-map'
import { type Stand, startStand } from './support/start-stand'

// The first two endpoints are called with one key.
let stand: Stand
beforeAll(async () => {
  stand = await startStand({ prepare: world => changeRow(world, 'fra', { apiKeyEnv: 'UPSTREAM_KEY_IAD' }) })
})
afterAll(() => stand.close())

describe('a key whose account is spent', () => {
  it('is not tried at another endpoint', async () => {
    const error = { message: 'No', type: 'insufficient_quota', param: null, code: 'insufficient_quota' }
    stand.world.endpoint('iad').set({ fault: { kind: 'status', status: 429, body: { error } } })
    // At an edge that has measured nothing the order is the map's.
    const reply = await stand.send({ headers: stand.freshEdge() })
    expect([reply.status, reply.headers.get('x-route-attempts')]).toEqual([200, 'iad;429, sin;200'])
    expect(callsOf(stand.world.endpoint('fra'))).toEqual([])
  })

  it('is not tried by later calls either, and the operator is told once', async () => {
    const headers = stand.freshEdge()
    const told = () => stand.gateway.log().split('"event":"account-spent"').length
    const before = told()
    const tries = []
    for (let call = 0; call < 3; call++)
      tries.push((await stand.send({ headers })).headers.get('x-route-attempts'))
    expect(tries).toEqual(['iad;429, sin;200', 'sin;200', 'sin;200'])
    expect(callsOf(stand.world.endpoint('fra'))).toEqual([])
    expect(told() - before).toBe(1)
  })
})
