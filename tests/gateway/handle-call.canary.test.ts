import { describe, expect, it } from 'vitest'
import { explainRoute } from '@/lib/gateway/explain-route'
import { readCanary } from '@/lib/gateway/read-canary'
import { callBody } from '../support/build-call'
import { mapDocument } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'
import { cachedModels } from '../support/cached-call'
import { completion, refusal } from '../support/completion'
import type { Reply } from '../support/fake-effects'
import { buildGateway } from '../support/gateway'
import { rowOf } from '../support/upstream-endpoint'

const two = { zones: {}, residency: {}, default: [] }
const endpoints = { sin: rowOf('sin'), nrt: rowOf('nrt') }
// The outer map's hosts are `sin` and `nrt`; that of the canary's `sin` is `new`.
const moved = {
  ...two,
  endpoints: { ...endpoints, sin: rowOf('sin', { baseUrl: 'https://new.example.com/v1' }) },
}

function build(
  answers: Readonly<Record<string, Reply>>,
  { canary = {}, ...options }: { canary?: object } & Parameters<typeof buildGateway>[0] = {},
) {
  const document = mapDocument({
    ...two,
    endpoints,
    canary: { share: 1, countries: ['VN'], map: mapDocument(moved), ...canary },
  })
  return buildGateway({ answers: { sin: completion, nrt: completion, ...answers }, document, ...options })
}

/** Distinct calls: what one prompt does to two endpoints says nothing of either. */
let calls = 0
const another = (headers: Readonly<Record<string, string>> = {}) => ({
  headers,
  body: callBody({ messages: [{ role: 'user', content: `Call ${++calls}` }] }),
})

// What fails is no longer the first choice; who names it gets it all the same.
const toSin = { 'x-route-to': 'sin' }

const sentTo = (gateway: ReturnType<typeof build>) => gateway.order.filter(each => each.startsWith('POST'))

describe('a call that goes by a canary', () => {
  it('is sent to the canary’s endpoint, and its caller is told its plain id and the map', async () => {
    const gateway = build({ new: completion })
    const { headers } = await gateway.serve(another())
    expect(sentTo(gateway)).toEqual(['POST new'])
    expect(headers.get('x-endpoint-used')).toBe('sin')
    expect(headers.get('x-route-attempts')).toBe('sin;200')
    expect(headers.get('x-route-map')).toBe('canary')
  })

  it('is finished by the outer map where the canary fails it', async () => {
    const gateway = build({ new: refusal(500) })
    const { status, headers } = await gateway.serve(another())
    expect([status, headers.get('x-route-map'), headers.get('x-route-reason')]).toEqual([
      200,
      'outer',
      'failover',
    ])
    expect(sentTo(gateway)).toEqual(['POST new', 'POST sin'])
  })

  it('finds the canary’s endpoint by the id that its caller pins', async () => {
    const gateway = build({ new: completion })
    await gateway.serve(another({ 'x-route-to': 'sin' }))
    await gateway.serve(another({ 'x-route-to': 'nrt' }))
    expect(sentTo(gateway)).toEqual(['POST new', 'POST nrt'])
  })

  it('leaves what the outer map’s endpoint of that id is known by as it is', async () => {
    const gateway = build({ new: refusal(429) })
    await gateway.serve(another())
    const memory = gateway.dependencies.health.of('sin1')
    const failures = [...memory.models].map(([key, { failures }]) => [
      key.replace(/@\w+/, ''),
      failures.failed,
    ])
    expect(failures).toEqual([
      ['canary/sin|gpt-4.1', 1],
      ['sin|gpt-4.1', 0],
    ])
  })

  it('is not given an answer out of the cache that the outer map’s endpoint gave, nor the other way', async () => {
    const options = {
      models: cachedModels,
      plans: { anonymous: { cache: 'deterministic', cacheScope: 'plan' } },
    }
    const gateway = build({ new: completion }, options)
    const body = callBody({ temperature: 0 })
    const states: (string | null)[] = []
    for (const country of ['TH', 'VN', 'TH', 'VN']) {
      const { headers } = await gateway.serve({ body, headers: { 'x-vercel-ip-country': country } })
      await gateway.runDeferred()
      states.push(headers.get('x-cache'))
    }
    expect(states).toEqual(['MISS', 'MISS', 'HIT', 'HIT'])
    expect(sentTo(gateway)).toEqual(['POST sin', 'POST new'])
  })
})

describe('a canary', () => {
  const off = (gateway: ReturnType<typeof build>) =>
    gateway.logged.filter(({ line }) => line.event === 'canary-off').map(({ line }) => line.reason)

  it('is turned off for all callers by a circuit, once, and told to the others', async () => {
    const gateway = build({ new: refusal(500) })
    for (let call = 0; call < 4; call++) await gateway.serve(another(toSin))
    expect(off(gateway)).toEqual([])
    await gateway.serve(another(toSin))
    expect(off(gateway)).toEqual(['circuit-open'])
    expect(gateway.dependencies.health.of('sin1').notes.canaryOff).toMatchObject({ endpoint: 'sin' })
    gateway.effects.answers.set('new', completion)
    await gateway.effects.advance(3_600_000)
    const { headers } = await gateway.serve(another())
    expect(headers.get('x-route-map')).toBeNull()
    expect(sentTo(gateway).filter(each => each === 'POST new')).toHaveLength(5)
    expect(off(gateway)).toEqual(['circuit-open'])
  })

  it('is on again when it is changed', async () => {
    const gateway = build({ new: refusal(500) })
    for (let call = 0; call < 6; call++) await gateway.serve(another(toSin))
    gateway.effects.answers.set('new', completion)
    gateway.store.document = mapDocument({
      ...two,
      endpoints,
      canary: { share: 0.999999, countries: ['VN'], map: mapDocument(moved) },
    })
    await gateway.effects.advance(400_000)
    const { headers } = await gateway.serve(another())
    expect(headers.get('x-route-map')).toBe('canary')
  })

  it('is not turned off by what fails for the outer map’s calls alone', async () => {
    const gateway = build({ sin: refusal(500) }, { canary: { map: mapDocument({ ...two, endpoints }) } })
    for (let call = 0; call < 20; call++)
      await gateway.serve(another({ ...toSin, 'x-vercel-ip-country': 'TH' }))
    expect(await gateway.excluded()).toMatchObject({ sin: 'circuit-open' })
    expect((await gateway.serve(another())).headers.get('x-route-map')).toBe('canary')
    expect(off(gateway)).toEqual([])
  })

  it('is turned off where clearly more of its tries fail than of the others’', async () => {
    const gateway = build({}, { canary: { share: 0.5 } })
    for (let call = 0; call < 240; call++) {
      gateway.effects.answers.set('new', call % 3 === 0 ? refusal(500) : completion)
      await gateway.serve(another({ 'x-real-ip': `203.0.113.${call % 60}`, ...toSin }))
      await gateway.effects.advance(1000)
    }
    expect(off(gateway)).toEqual(['more-errors'])
  })

  it('that others have turned off is off for the very call that is told', async () => {
    const gateway = build({ new: completion })
    const canary = (await gateway.dependencies.regionMap.current()).value.canary
    const { admission } = gateway.dependencies
    if (admission === undefined) throw new Error('There is no store.')
    const storeNow = gateway.effects.now()
    const canaries = [[canary?.version ?? '', `${storeNow} more-errors sin`] as const]
    const told: typeof admission = {
      ...admission,
      admit: async ask => ({
        ...(await admission.admit(ask)),
        health: { storeNow, edge: [], processing: [], canaries },
      }),
    }
    Object.assign(gateway.dependencies, { admission: told })
    const { headers } = await gateway.serve(another())
    expect([headers.get('x-route-map'), headers.get('x-endpoint-used')]).toEqual([null, 'sin'])
    expect(sentTo(gateway)).toEqual(['POST sin'])
    const { canary: shown } = await explain(gateway)
    expect(shown).toMatchObject({ state: 'off', included: false, reason: 'off' })
    const status = await readCanary(
      (await gateway.dependencies.regionMap.current()).value,
      gateway.dependencies,
    )
    expect(status).toMatchObject({ state: 'off', reason: 'more-errors', endpoint: 'sin', since: storeNow })
  })

  it('is told to the others again after a minute, for a store that has lost it', async () => {
    const gateway = build({ new: refusal(500) })
    for (let call = 0; call < 5; call++) await gateway.serve(another(toSin))
    const { notes } = gateway.dependencies.health.of('sin1')
    notes.canaryOff = undefined
    await gateway.serve(another())
    expect(notes.canaryOff).toBeUndefined()
    await gateway.effects.advance(60_000)
    await gateway.serve(another())
    expect(notes.canaryOff).toMatchObject({ reason: 'circuit-open' })
  })
})

async function explain(gateway: ReturnType<typeof build>, query = 'country=VN') {
  const response = explainRoute(buildGet(`/api/route?model=gpt-4.1&${query}`), gateway.dependencies)
  const { value } = await gateway.effects.outcome(response)
  return await value.json()
}

describe('the explanation of a route', () => {
  it('says whether its asker goes by the canary, and which candidates are its own', async () => {
    const gateway = build({})
    expect(await explain(gateway)).toMatchObject({
      canary: { state: 'on', share: 1, countries: ['VN'], included: true, reason: 'drawn' },
      candidates: [{ endpoint: 'sin', map: 'canary' }, { endpoint: 'sin' }, { endpoint: 'nrt' }],
    })
    const elsewhere = await explain(gateway, 'country=TH')
    expect(elsewhere).toMatchObject({ canary: { included: false, reason: 'outside-countries' } })
    expect(JSON.stringify(elsewhere.candidates)).not.toContain('canary')
    const none = build({}, { canary: { share: 0 } })
    expect(await explain(none)).toMatchObject({ canary: { included: false, reason: 'not-drawn' } })
  })
})

describe('what is shown of a canary', () => {
  it('is nothing where the store holds junk, and no endpoint that the canary does not have', async () => {
    const gateway = build({})
    const { value } = await gateway.dependencies.regionMap.current()
    const { usage } = gateway.dependencies
    if (usage === undefined) throw new Error('There is no store.')
    const shown = (mark: string) =>
      readCanary(value, {
        ...gateway.dependencies,
        usage: { ...usage, canary: async () => ({ seen: new Map(), mark }) },
      })
    expect(await shown('junk')).toMatchObject({ state: 'on', endpoint: null })
    expect(await shown('1 circuit-open other')).toMatchObject({ state: 'off', endpoint: null, since: 1 })
    expect(await readCanary({ ...value, canary: undefined }, gateway.dependencies)).toBeNull()
  })
})
