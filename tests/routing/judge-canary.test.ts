import { describe, expect, it } from 'vitest'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import { judgeRegionMap } from '@/lib/routing/judge-region-map'
import { mapDocument } from '../support/build-dependencies'
import { rowOf } from '../support/upstream-endpoint'

type Options = Partial<Parameters<typeof judgeRegionMap>[1]>

const live = parseRegionMap(mapDocument()).value

function judge(document: object, options: Options = {}) {
  const usableOf = (map: { readonly endpoints: ReadonlyMap<string, unknown> }) =>
    new Set(map.endpoints.keys())
  const written = { text: JSON.stringify(document), value: document }
  return judgeRegionMap(written, { live, usableOf, allowPrivate: false, ...options }).judgement
}

const sin = rowOf('sin', { baseUrl: 'https://new.example.com/v1', location: [1.35, 103.82] })

const withCanary = (changes: object = {}, inner: object = {}) =>
  mapDocument({
    canary: {
      share: 0.05,
      map: mapDocument({ endpoints: { ...mapDocument().endpoints, sin }, ...inner }),
      ...changes,
    },
  })

/** A canary's map of one endpoint and nothing else. */
const alone = (row: object = sin) => ({
  endpoints: { sin: row },
  zones: {},
  residency: {},
  countries: { VN: ['sin'] },
  default: [],
})

const inCanary = (document: object) =>
  judge(document)
    .warnings.filter(({ path }) => path.startsWith('canary'))
    .map(({ kind, path, message }) => `${kind} ${path} ${message}`)

describe('a canary', () => {
  it('is judged by whose calls it would send elsewhere, in its countries alone', () => {
    const { valid, changes, canary } = judge(withCanary({ countries: ['VN', 'DE'] }))
    expect([valid, changes]).toEqual([true, []])
    expect(canary).toMatchObject({ share: 0.05, countries: ['VN', 'DE'], unknownCountry: null })
    expect(canary?.changes.map(({ country, from, to }) => [country, from, to])).toEqual([
      ['VN', 'sin', 'canary/sin'],
    ])
    expect(judge(withCanary()).canary?.changes.length).toBeGreaterThan(5)
    expect(judge(mapDocument()).canary).toBeNull()
  })

  it('has the outer map behind its first choice', () => {
    const [change] = judge(withCanary({ countries: ['VN'] }, alone())).canary?.changes ?? []
    expect(change?.order).toEqual({ from: ['sin', 'nrt', 'fra'], to: ['canary/sin', 'sin', 'nrt'] })
  })

  it('is warned of nothing where the outer map serves whom it cannot', () => {
    expect(
      inCanary(withCanary({ countries: ['VN', 'DE'] }, { ...alone(), countries: { VN: ['sin'], DE: [] } })),
    ).toEqual([])
    expect(inCanary(withCanary({ countries: ['VN'] }))).toEqual([])
  })

  it('is warned of by the place in the document, for its own countries and endpoints alone', () => {
    const row = { ...sin, wieght: 1, region: 'sin7' }
    const warned = inCanary(withCanary({ countries: ['VN', 'TH'] }, alone(row)))
    expect(warned).toEqual([
      expect.stringMatching(/^unknown-field canary\.map\.endpoints\.sin\.wieght /),
      'unlisted-countries canary.map.countries TH is in no list and in no zone: its calls go to the nearest endpoint',
      'unknown-region canary.map.endpoints.sin.region sin7 looks like an edge of Vercel and is none that is known',
    ])
  })

  it('is warned of an endpoint of its own that nobody whom it may draw would begin with', () => {
    expect(inCanary(withCanary({ countries: ['BR'] }, { countries: { BR: ['iad'], VN: ['sin'] } }))).toEqual([
      expect.stringMatching(/^never-first canary\.map\.endpoints\.sin /),
    ])
  })
})

describe('what becomes of the canary of the map in force', () => {
  const change = (before: object, after: object) =>
    judge(after, { live: parseRegionMap(before).value }).canaryChange

  it('is nothing where it stays, or where there was none and is none', () => {
    expect(
      change(withCanary({ countries: ['VN', 'DE'] }), withCanary({ countries: ['DE', 'VN'] })),
    ).toBeNull()
    expect(change(mapDocument(), mapDocument())).toBeNull()
  })

  it('is that it begins, ends or has another share', () => {
    const from = { share: 0.05, countries: ['VN'] }
    const canary = withCanary({ countries: ['VN'] })
    expect(change(mapDocument(), canary)).toEqual({ from: null, to: from, redrawn: false })
    expect(change(canary, mapDocument())).toEqual({ from, to: null, redrawn: false })
    const to = { share: 0.5, countries: null }
    expect(change(canary, withCanary({ share: 0.5 }))).toEqual({ from, to, redrawn: false })
  })

  it('is that others are drawn where its map is another', () => {
    const dose = { share: 0.05, countries: null }
    expect(change(withCanary(), withCanary({}, { default: ['sin'] }))).toEqual({
      from: dose,
      to: dose,
      redrawn: true,
    })
  })
})

describe('an endpoint that is supposed down', () => {
  const whatIf = (document: object, ...down: readonly string[]) => {
    const { canary } = judge(document, { down }).whatIf ?? {}
    return canary?.changes.map(({ country, from, to }) => `${country}: ${from} to ${to}`)
  }
  const gru = rowOf('gru', { location: [-23.4, -46.5] })
  const trying = withCanary(
    { countries: ['BR'] },
    { ...alone(), endpoints: { gru }, countries: { BR: ['gru'] } },
  )

  it.each(['gru', 'canary/gru'])('may be the canary’s alone, as %s', name => {
    expect(whatIf(trying, name)).toEqual(['BR: canary/gru to iad'])
    expect(judge(trying, { down: [name] }).whatIf?.changes).toEqual([])
  })

  it('is the outer map’s where both have one of this name, and is down for the canary’s callers too', () => {
    const document = withCanary({ countries: ['VN'] }, alone())
    expect(whatIf(document, 'sin')).toEqual([])
    expect(judge(document, { down: ['sin'] }).whatIf?.canary?.reordered).toEqual(['VN'])
    expect(whatIf(document, 'canary/sin')).toEqual(['VN: canary/sin to sin'])
    expect(whatIf(document, 'canary/sin', 'sin')).toEqual(['VN: canary/sin to nrt'])
    expect(judge(mapDocument(), { down: ['sin'] }).whatIf?.canary).toBeNull()
  })
})
