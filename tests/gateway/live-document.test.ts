import { describe, expect, it } from 'vitest'
import { createLiveDocument } from '@/lib/gateway/live-document'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { Problem } from '@/lib/regions/problem'
import { mapDocument } from '../support/build-dependencies'
import { createFakeEffects } from '../support/fake-effects'
import { rowOf } from '../support/upstream-endpoint'

const bundled = parseRegionMap(mapDocument({ endpoints: { bundle: rowOf('bundle') } })).value

/** A store whose document is a value or, where it is an error, which fails. */
function build({
  document,
  withStore = true,
  withBundle = true,
}: {
  document?: unknown
  withStore?: boolean
  withBundle?: boolean
} = {}) {
  const effects = createFakeEffects()
  const store = { document, reads: 0, delayMs: 0 }
  let bundleReads = 0
  const told: (readonly Problem[])[] = []
  const read = async (limitMs: number) => {
    store.reads += 1
    const { document, delayMs } = store
    const waitMs = Math.min(delayMs, limitMs)
    if (waitMs > 0) await new Promise<void>(resolve => void effects.startTimer(waitMs, resolve))
    if (delayMs > limitMs) throw new Error(`The store took longer than ${limitMs} ms.`)
    if (document instanceof Error) throw document
    return document
  }
  const map = createLiveDocument({
    name: 'regions',
    isRequired: true,
    read: withStore ? read : undefined,
    parse: each => parseRegionMap(each),
    bundled: () => {
      bundleReads += 1
      return withBundle ? bundled : undefined
    },
    now: effects.now,
    onProblems: problems => told.push(problems),
  })
  const view = async () => {
    const { value: inForce, source, problems } = await map.current()
    return { ids: [...inForce.endpoints.keys()].join(' '), source, problems: problems.length }
  }
  return { effects, store, told, map, view, bundleReads: () => bundleReads }
}

const away = new Error('the store is away')
const all = 'sin nrt fra iad'

describe('a cold isolate', () => {
  it('reads the store before its first call', async () => {
    const { store, view, bundleReads } = build({ document: mapDocument() })
    expect(await view()).toEqual({ ids: all, source: 'live', problems: 0 })
    expect([store.reads, bundleReads()]).toEqual([1, 0])
  })

  it('gives each of several first calls the map of the store', async () => {
    const { effects, store, view } = build({ document: mapDocument() })
    store.delayMs = 100
    const { value } = await effects.outcome(Promise.all([view(), view(), view()]))
    expect(value.map(({ source }) => source)).toEqual(['live', 'live', 'live'])
  })

  it.each([
    ['is away', away],
    ['has no such item', undefined],
    ['has something else', { version: 2 }],
    ['has no endpoint', mapDocument({ endpoints: {} })],
    ['has null', null],
  ])('takes the bundled map where the store %s', async (_, document) => {
    const { view } = build({ document })
    expect(await view()).toMatchObject({ ids: 'bundle', source: 'bundled' })
  })

  it('does not ask a store that is away again for each call', async () => {
    const { effects, store, view } = build({ document: away })
    await view()
    await effects.advance(9999)
    await view()
    expect(store.reads).toBe(1)
  })

  it('reads the bundled map once, however often the store is away', async () => {
    const { effects, view, store, bundleReads } = build({ document: away })
    for (let look = 0; look < 3; look++) {
      await view()
      await effects.advance(10_001)
    }
    expect([store.reads, bundleReads()]).toEqual([3, 1])
  })

  it('keeps what its map was read from, until another is', async () => {
    const { effects, store, map } = build({ document: mapDocument() })
    const first = store.document
    expect((await map.current()).document).toBe(first)
    store.document = { version: 2 }
    await effects.advance(10_001)
    expect(await map.current()).toMatchObject({ source: 'last-good', document: first })
  })

  it('takes the bundled map where there is no store, without a problem', async () => {
    const { view, told } = build({ withStore: false })
    expect(await view()).toEqual({ ids: 'bundle', source: 'bundled', problems: 0 })
    expect(told).toEqual([])
  })

  it.each([
    ['without a store', { withStore: false }],
    ['with a store that is away', { document: away }],
  ])('has a configuration error where nothing is bundled, %s', async (_, options) => {
    const { map } = build({ ...options, withBundle: false })
    await expect(map.current()).rejects.toMatchObject({ code: 'configuration_error', status: 503 })
  })
})

describe('a warm isolate', () => {
  it('does not read the store for a call within ten seconds', async () => {
    const { effects, store, view } = build({ document: mapDocument() })
    await view()
    await effects.advance(10_000)
    await view()
    expect(store.reads).toBe(1)
  })

  it('reads it for a call after that', async () => {
    const { effects, store, view } = build({ document: mapDocument() })
    await view()
    store.document = mapDocument({ endpoints: { sin: rowOf('sin') } })
    await effects.advance(10_001)
    expect(await view()).toMatchObject({ ids: 'sin', source: 'live' })
  })

  it('reads it after a response once five seconds have passed, for the next call', async () => {
    const { effects, store, map, view } = build({ document: mapDocument() })
    await view()
    await effects.advance(5000)
    await map.refresh()
    expect(store.reads).toBe(1)
    await effects.advance(1)
    store.document = mapDocument({ endpoints: { sin: rowOf('sin') } })
    await map.refresh()
    expect(await view()).toMatchObject({ ids: 'sin' })
    expect(store.reads).toBe(2)
  })

  it('reads it once though several responses go out', async () => {
    const { effects, store, map, view } = build({ document: mapDocument() })
    await view()
    await effects.advance(6000)
    store.delayMs = 100
    await effects.outcome(Promise.all([map.refresh(), map.refresh(), map.refresh()]))
    expect(store.reads).toBe(2)
  })

  it('reads it again although the clock has been set back, and believes what it reads', async () => {
    const { effects, store, map, view } = build({ document: mapDocument() })
    await view()
    await effects.advance(-600_000)
    store.document = mapDocument({ endpoints: { fra: rowOf('fra') }, countries: {}, zones: {}, default: [] })
    await map.refresh()
    expect(await view()).toMatchObject({ ids: 'fra', source: 'live' })
  })

  it.each([
    ['a second', 1000],
    ['a minute', 60_000],
  ])(
    'takes an edit of a store that is always slower than a call waits, with a call in %s',
    async (_, pauseMs) => {
      const { effects, store, map, view } = build({ document: mapDocument() })
      await view()
      store.delayMs = 400
      store.document = mapDocument({ endpoints: { sin: rowOf('sin') } })
      for (let at = 0; at < 12_000; at += pauseMs) {
        await effects.advance(pauseMs)
        await effects.outcome(view())
        await effects.outcome(map.refresh())
      }
      expect(await view()).toMatchObject({ ids: 'sin', source: 'live' })
    },
  )

  it('has no store to refresh where there is none', async () => {
    const { map } = build({ withStore: false })
    await expect(map.refresh()).resolves.toBeUndefined()
  })
})

describe('the map at hand', () => {
  it('is none before the store was read, and never reads it', async () => {
    const { map, store, view } = build({ document: mapDocument() })
    expect([map.atHand(), store.reads]).toEqual([undefined, 0])
    await view()
    expect(map.atHand()).toBe(await map.current())
    expect(store.reads).toBe(1)
  })

  it('is none while the store is read for the first time', async () => {
    const { map, store, effects } = build({ document: mapDocument() })
    store.delayMs = 50
    const reading = map.current()
    await effects.settle()
    expect(map.atHand()).toBeUndefined()
    const { value } = await effects.outcome(reading)
    expect(map.atHand()).toBe(value)
  })

  it('is what was read last, however long ago', async () => {
    const { map, store, effects } = build({ document: mapDocument() })
    const known = await map.current()
    await effects.advance(3_600_000)
    expect([map.atHand(), store.reads]).toEqual([known, 1])
  })

  it('is the bundled one where there is no store', () => {
    expect(build({ withStore: false }).map.atHand()).toMatchObject({ value: bundled, source: 'bundled' })
  })
})

describe('the last good map stays in force', () => {
  it.each([
    ['is away', away],
    ['has lost the item', undefined],
    ['has something else', 'text'],
    ['has a residency that cannot be read', mapDocument({ residency: { DE: 'EU' } })],
  ])('where the store %s', async (_, document) => {
    const { effects, store, view } = build({ document: mapDocument() })
    await view()
    store.document = document
    await effects.advance(10_001)
    expect(await view()).toMatchObject({ ids: all, source: 'last-good' })
    expect((await view()).problems).toBeGreaterThan(0)
  })

  it('until the store is back', async () => {
    const { effects, store, view } = build({ document: mapDocument() })
    await view()
    store.document = away
    await effects.advance(10_001)
    await view()
    store.document = mapDocument()
    await effects.advance(10_001)
    expect(await view()).toEqual({ ids: all, source: 'live', problems: 0 })
  })

  it('but not because of an older read that fails after a newer one has succeeded', async () => {
    const { effects, store, map, view } = build({ document: mapDocument() })
    await view()
    await effects.advance(9900)
    store.document = away
    store.delayMs = 250
    const slow = map.refresh()
    await effects.advance(101)
    store.document = mapDocument()
    store.delayMs = 0
    expect(await view()).toMatchObject({ source: 'live' })
    await effects.outcome(slow)
    expect(await view()).toMatchObject({ source: 'live' })
  })
})

it.each([
  [
    'a field that nobody reads',
    (deep: unknown) => mapDocument({ endpoints: { sin: rowOf('sin', { deep }) } }),
  ],
  ['a canary', (deep: unknown) => mapDocument({ canary: { share: 0.1, map: { ...mapDocument(), deep } } })],
])(
  'a document that is nested too deep to be written is refused, and costs no call: %s',
  async (_, deeply) => {
    const { effects, store, view } = build({ document: mapDocument() })
    await view()
    let deep: unknown = 0
    for (let level = 0; level < 50_000; level++) deep = [deep]
    store.document = deeply(deep)
    await effects.advance(10_001)
    expect(await view()).toEqual({ ids: all, source: 'last-good', problems: 1 })
  },
)

it('a faulty row is left out, and the rest is live', async () => {
  const endpoints = { sin: rowOf('sin'), nrt: rowOf('nrt', { baseUrl: 'http://10.0.0.1/' }) }
  const { view, told } = build({
    document: mapDocument({ endpoints, countries: {}, zones: {}, residency: {}, default: ['sin'] }),
  })
  expect(await view()).toEqual({ ids: 'sin', source: 'live', problems: 1 })
  expect(told[0]?.[0]?.path).toBe('endpoints.nrt.baseUrl')
})

describe('problems are told', () => {
  it('once, when they appear, and when they change', async () => {
    const { effects, store, view, told } = build({ document: mapDocument() })
    const readAgain = async (document: unknown) => {
      store.document = document
      await effects.advance(10_001)
      await view()
    }
    await view()
    expect(told).toEqual([])
    await readAgain(away)
    await readAgain(away)
    expect(told).toHaveLength(1)
    await readAgain(undefined)
    expect(told).toHaveLength(2)
    await readAgain(mapDocument())
    await readAgain(mapDocument())
    expect(told.at(-1)).toEqual([])
    expect(told).toHaveLength(3)
  })

  it('in words of our own', async () => {
    const { view, told } = build({ document: new Error('https://edge-config.example.com/?token=CANARY') })
    await view()
    expect(JSON.stringify(told)).not.toContain('CANARY')
    expect(told).toEqual([[{ path: 'regions', message: 'the store did not answer' }]])
  })
})
