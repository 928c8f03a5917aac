import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { judgeRegionMap } from '@/lib/routing/judge-region-map'
import { mapDocument } from '../support/build-dependencies'
import { rowOf } from '../support/upstream-endpoint'

type Options = Partial<Parameters<typeof judgeRegionMap>[1]>

const live = parseRegionMap(mapDocument()).value

function judge(document: unknown, options: Options = {}) {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const { judgement } = judgeRegionMap(
    { text, value: JSON.parse(text) },
    { live, usableOf: map => new Set(map.endpoints.keys()), allowPrivate: false, ...options },
  )
  return judgement
}

const moves = (judgement: ReturnType<typeof judge>) =>
  judgement.changes.map(({ country, from, to, reason }) => `${country}: ${from} to ${to}, ${reason}`)

describe('a region map', () => {
  it('that is the live one is valid and moves nobody', () => {
    expect(judge(mapDocument())).toMatchObject({
      valid: true,
      problems: [],
      changes: [],
      reordered: [],
      unknownCountry: null,
      whatIf: null,
    })
  })

  it('moves the countries whose list it changes', () => {
    expect(moves(judge(mapDocument({ countries: { VN: ['nrt'] } })))).toEqual(['VN: sin to nrt, listed'])
  })

  it('moves by distance those whose endpoint drains', () => {
    const { endpoints } = mapDocument()
    const drained = mapDocument({ endpoints: { ...endpoints, nrt: { ...endpoints.nrt, state: 'draining' } } })
    const judgement = judge(drained)
    expect(moves(judgement)).toContain('JP: nrt to sin, nearest')
    expect(judgement.reordered).toContain('VN')
  })

  it('refuses those whom it leaves no endpoint', () => {
    expect(moves(judge(mapDocument({ residency: { DE: ['EU'], VN: ['NOWHERE'] } })))).toEqual([
      'VN: sin to null, null',
    ])
  })

  it('moves everybody where there was none before', () => {
    expect(judge(mapDocument(), { live: undefined }).changes).toHaveLength(249)
  })

  it('is told of every problem by its path, and the rest of it is judged', () => {
    const { endpoints } = mapDocument()
    const judgement = judge(
      mapDocument({
        endpoints: { ...endpoints, sin: { ...endpoints.sin, zone: 7 } },
        countries: { VN: ['six'] },
      }),
    )
    expect(judgement.valid).toBe(false)
    expect(judgement.problems.map(({ path }) => path)).toEqual([
      'endpoints.sin.zone',
      'countries.VN[0]',
      'default[2]',
    ])
    expect(moves(judgement)).toContain('SG: sin to nrt, nearest')
  })

  it('is warned of what stands twice and of what nobody reads', () => {
    const text = JSON.stringify(mapDocument()).replace('"version":1', '"version":1,"version":1')
    expect(judge(text).warnings).toContainEqual(
      expect.objectContaining({ kind: 'repeated-member', path: 'version' }),
    )
    const { endpoints } = mapDocument()
    const misspelt = mapDocument({ endpoints: { ...endpoints, sin: { ...endpoints.sin, wieght: 2 } } })
    expect(judge(misspelt).warnings).toContainEqual(
      expect.objectContaining({ kind: 'unknown-field', path: 'endpoints.sin.wieght' }),
    )
  })

  it('says where calls would go if an endpoint were down', () => {
    const { whatIf } = judge(mapDocument(), { down: ['sin'] })
    expect(whatIf?.down).toEqual(['sin'])
    expect(whatIf?.changes.find(({ country }) => country === 'VN')).toMatchObject({ from: 'sin', to: 'nrt' })
    const without = judge(mapDocument(), { down: ['fra'] }).whatIf
    expect(without?.changes.find(({ country }) => country === 'DE')).toMatchObject({ from: 'fra', to: null })
  })

  it('has no endpoint down that it does not hold', () => {
    expect(() => judge(mapDocument(), { down: ['six'] })).toThrow(/sin, nrt, fra, iad/)
  })

  it('tells its own faults also where an endpoint that was dropped for one is supposed down', () => {
    const { endpoints } = mapDocument()
    const faulty = mapDocument({ endpoints: { ...endpoints, sin: { ...endpoints.sin, zone: 7 } } })
    const { problems, whatIf } = judge(faulty, { down: ['nrt', 'sin'] })
    expect(problems[0]?.path).toBe('endpoints.sin.zone')
    expect(problems.at(-1)).toEqual({
      path: '',
      message: 'sin, to be supposed down: expected endpoints of the map: nrt, fra, iad',
    })
    expect(whatIf?.down).toEqual(['nrt'])
    expect(judge(faulty, { down: ['sin'] }).whatIf).toBeNull()
  })

  it('is asked about one model', () => {
    const { endpoints } = mapDocument()
    const narrowed = mapDocument({ endpoints: { ...endpoints, sin: rowOf('sin', { models: ['gpt-4o'] }) } })
    expect(moves(judge(narrowed, { model: 'gpt-4.1' }))).toContain('VN: sin to nrt, listed')
    expect(judge(narrowed, { model: 'gpt-4o' }).changes.some(({ country }) => country === 'VN')).toBe(false)
  })
})

describe('what is no region map', () => {
  it.each([null, 1, '"text"', [], {}, { version: 2 }, { version: 1, endpoints: {} }])(
    'is not valid and moves nobody: %j',
    document => {
      const judgement = judge(document)
      expect(judgement).toMatchObject({ valid: false, warnings: [], changes: [], whatIf: null })
      expect(judgement.problems.length).toBeGreaterThan(0)
    },
  )

  it('is warned of how it is written, which may be why it is none', () => {
    const text = JSON.stringify(mapDocument({ zones: { EU: { country: ['DE'] } } }))
    const { valid, warnings } = judge(text.replace(/}$/, ',"residency":{"DE":"EU"}}'))
    expect(valid).toBe(false)
    expect(warnings.map(({ kind, path }) => [kind, path])).toEqual([
      ['repeated-member', 'residency'],
      ['unknown-field', 'zones.EU.country'],
    ])
  })

  it('is told of a hundred problems and of how many more there are', () => {
    const rows = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`e${at}`, 1]))
    const { problems } = judge({ version: 1, endpoints: rows(150) })
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)?.message).toBe('and 50 more problems')
    expect(judge({ version: 1, endpoints: rows(101) }).problems.at(-1)?.message).toBe('and 1 more problem')
  })

  it('is not read where it is larger than any store holds', () => {
    const { valid, problems } = judge({ ...mapDocument(), $schema: 'x'.repeat(600_000) })
    expect([valid, problems.length]).toEqual([false, 1])
    expect(problems[0]?.message).toContain('524288 characters')
  })

  it('throws at nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (endpoints, countries) => {
        expect(judge({ version: 1, endpoints, countries, residency: countries }).valid).toBe(false)
      }),
      { numRuns: 100 },
    )
  })
})
