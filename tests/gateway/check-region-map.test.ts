import { describe, expect, it } from 'vitest'
import { mapDocument } from '../support/build-dependencies'
import { refused } from '../support/fake-effects'
import { buildOperator } from '../support/operator'
import { rowOf } from '../support/upstream-endpoint'

const path = 'POST /region-map/check'

describe('the check of a region map', () => {
  it('has this shape', async () => {
    const { status, json } = await buildOperator().ask(path, {
      body: mapDocument({ countries: { VN: ['nrt'] } }),
    })
    expect(status).toBe(200)
    expect(json).toEqual({
      valid: true,
      problems: [],
      canary: null,
      canaryChange: null,
      warnings: expect.any(Array),
      changes: [
        {
          country: 'VN',
          name: 'Vietnam',
          from: 'sin',
          to: 'nrt',
          reason: 'listed',
          order: { from: ['sin', 'nrt', 'fra'], to: ['nrt', 'sin', 'fra'] },
        },
      ],
      reordered: [],
      unknownCountry: null,
      whatIf: null,
      against: { source: 'live', revision: expect.stringMatching(/^[0-9a-f]{16}$/) },
    })
  })

  it('names what is wrong by its path', async () => {
    const { status, json } = await buildOperator().ask(path, {
      body: mapDocument({ residency: { DE: 'EU' } }),
    })
    expect([status, json.valid, json.changes]).toEqual([200, false, []])
    expect(json.problems).toEqual([{ path: 'residency.DE', message: expect.any(String) }])
  })

  it('takes an endpoint whose key this deployment lacks for one that cannot serve', async () => {
    const { ask } = buildOperator({ withoutKey: ['new'] })
    const endpoints = { ...mapDocument().endpoints, new: rowOf('new', { location: [1.35, 103.82] }) }
    const { json } = await ask(path, {
      body: mapDocument({ endpoints, countries: { VN: ['new', 'sin', 'nrt'] } }),
    })
    expect(json.changes).toEqual([])
    expect(json.warnings).toContainEqual(
      expect.objectContaining({ kind: 'no-upstream-key', path: 'endpoints.new.apiKeyEnv' }),
    )
  })

  it('supposes endpoints down', async () => {
    const { json } = await buildOperator().ask(`${path}?down=sin,nrt`, { body: mapDocument() })
    expect(json.whatIf.down).toEqual(['sin', 'nrt'])
    expect(json.whatIf.changes).toContainEqual(
      expect.objectContaining({ country: 'VN', from: 'sin', to: 'fra' }),
    )
  })

  it('tells the faults of a row that is supposed down and was dropped for them', async () => {
    const endpoints = { ...mapDocument().endpoints, sin: rowOf('sin', { zone: 7 }) }
    const { status, json } = await buildOperator().ask(`${path}?down=sin,nrt`, {
      body: mapDocument({ endpoints }),
    })
    expect([status, json.valid, json.whatIf.down]).toEqual([200, false, ['nrt']])
    expect(json.problems.map((each: { path: string }) => each.path)).toContain('endpoints.sin.zone')
    expect(json.problems.at(-1).message).toContain('sin, to be supposed down')
  })

  it('asks about one model', async () => {
    const endpoints = { ...mapDocument().endpoints, sin: rowOf('sin', { models: ['gpt-4o'] }) }
    const { json } = await buildOperator().ask(`${path}?model=gpt-4.1`, { body: mapDocument({ endpoints }) })
    expect(json.changes).toContainEqual(expect.objectContaining({ country: 'VN', from: 'sin', to: 'nrt' }))
  })

  it('probes only where that is asked', async () => {
    const { ask, effects } = buildOperator()
    effects.probes.set('sin', refused())
    expect((await ask(path, { body: mapDocument() })).json.warnings).not.toContainEqual(
      expect.objectContaining({ kind: 'unreachable' }),
    )
    expect(effects.sent).toEqual([])
    expect((await ask(`${path}?reach=1`, { body: mapDocument() })).json.warnings).toContainEqual(
      expect.objectContaining({ kind: 'unreachable', path: 'endpoints.sin.baseUrl' }),
    )
  })

  it('says so where there is no live map', async () => {
    const { ask, change } = buildOperator()
    const { regionMap } = buildOperator({
      variables: { VERCEL_ENV: 'production', EDGE_CONFIG: '' },
    }).dependencies
    change({ regionMap })
    const { json } = await ask(path, { body: mapDocument() })
    expect([json.against, json.changes.length]).toEqual([null, 249])
  })

  it('does not change the map in force', async () => {
    const { ask, dependencies } = buildOperator()
    const before = (await ask('GET /region-map')).json.revision
    await ask(path, { body: mapDocument({ countries: {} }) })
    expect((await ask('GET /region-map')).json.revision).toBe(before)
    expect([...(await dependencies.regionMap.current()).value.countries.keys()]).toEqual(['VN'])
  })
})

describe('a question that is none', () => {
  it.each([
    ['text', path, '{', 'invalid_json', null],
    ['nothing', path, '', 'invalid_json', null],
    ['an endpoint that a map without faults lacks', `${path}?down=six`, undefined, 'invalid_request', 'down'],
    ['a model too long', `${path}?model=${'m'.repeat(300)}`, undefined, 'invalid_request', 'model'],
    ['a way to reach', `${path}?reach=yes`, undefined, 'invalid_request', 'reach'],
  ])('is refused: %s', async (_, what, body, code, param) => {
    const { status, json } = await buildOperator().ask(what, { body: body ?? mapDocument() })
    expect([status, json.error.code, json.error.param]).toEqual([400, code, param])
  })
})
