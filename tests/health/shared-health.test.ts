import { describe, expect, it } from 'vitest'
import { readSharedHealth, type StoredHealth } from '@/lib/health/shared-health'
import { moment } from '../support/moment'

const minute = 60_000

type Fields = StoredHealth['edge']

const read = (edge: Fields, processing: Fields = []) =>
  readSharedHealth({ storeNow: moment, edge, processing }, moment)

const model = `${moment} 7 3 0 0`
const endpoint = `${moment} 1 40.5 0 0`
const processing = `${moment} 12.5 5.99`

describe('what the store keeps', () => {
  it('is read by kind and name', () => {
    const edge: Fields = [
      ['m/sin|gpt-4.1', model],
      ['e/sin', endpoint],
    ]
    expect(read(edge, [['sin|gpt-4.1', processing]])).toEqual({
      models: new Map([
        [
          'sin|gpt-4.1',
          { at: moment, succeeded: 7, failed: 3, coolUntil: 0, openUntil: 0, isClosedAgain: false },
        ],
      ]),
      endpoints: new Map([
        ['sin', { at: moment, reachable: true, roundTripMs: 40.5, coolUntil: 0, egressRefusedUntil: 0 }],
      ]),
      processing: new Map([['sin|gpt-4.1', { at: moment, weight: 12.5, meanLog: 5.99 }]]),
    })
  })

  it('is nothing at first', () => {
    const known = read([])
    expect([known.models.size, known.endpoints.size, known.processing.size]).toEqual([0, 0, 0])
  })

  it('is of no interest where its kind is unknown', () => {
    const known = read([
      ['x/sin', model],
      ['sin', model],
      ['', model],
      ['M/sin', model],
    ])
    expect(known.models.size + known.endpoints.size).toBe(0)
  })

  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString', ''])(
    'may be named as every object is, and harms nothing: %j',
    name => {
      const edge: Fields = [
        [`m/${name}`, model],
        [`e/${name}`, endpoint],
        ['m/sin|m', model],
      ]
      const known = read(edge, [[name, processing]])
      expect([...known.models.keys()]).toEqual([name, 'sin|m'])
      expect([...known.endpoints.keys()]).toEqual([name])
      expect([...known.processing.keys()]).toEqual([name])
      expect(Object.getPrototypeOf({})).toBe(Object.prototype)
    },
  )
})

describe('a field that is no row is ignored, and the rest stays', () => {
  const junk: readonly [string, string][] = [
    ['empty', ''],
    ['a word', 'junk'],
    ['cut off', `${moment} 7`],
    ['cut off within a number', `${moment} 7 3 0 `],
    ['too long by a number', `${moment} 7 3 0 0 0`],
    ['an array', `[${moment},7,3,0,0]`],
    ['an object', '{"at":0}'],
    ['not a number', 'NaN NaN NaN NaN NaN'],
    ['endless', `${moment} Infinity 3 0 0`],
    ['negative', `${moment} -7 3 0 0`],
    ['of an exponent', `${moment} 1e308 3 0 0`],
    ['hexadecimal', `${moment} 0x7 3 0 0`],
    ['with a sign', `+${moment} 7 3 0 0`],
    ['with two blanks', `${moment}  7 3 0 0`],
    ['with a line break', `${moment} 7 3 0 0\n`],
    ['with other digits', `${moment} ٧ 3 0 0`],
    ['ten megabytes of one number', '9'.repeat(10_000_000)],
    ['ten megabytes of numbers', `${moment} 7 3 0 0 ${'1 '.repeat(5_000_000)}`],
    ['ten megabytes of blanks', ' '.repeat(10_000_000)],
    ['from the future', `${moment + 5001} 7 3 0 0`],
    ['from the end of time', `${'9'.repeat(100)} 7 3 0 0`],
  ]

  it.each(junk)('%s', (_, text) => {
    const edge: Fields = [
      ['m/bad', text],
      ['e/bad', text],
      ['m/good', model],
      ['e/good', endpoint],
    ]
    const known = read(edge, [
      ['bad', text],
      ['good', processing],
    ])
    for (const rows of [known.models, known.endpoints, known.processing])
      expect([...rows.keys()]).toEqual(['good'])
  })

  it.each([
    ['from the future', `${moment + 5001} 12 5`],
    ['more than a minute old', `${moment - minute - 1} 12 5`],
    ['worth more than anything can be', `${moment} 1000001 5`],
    ['longer than an hour', `${moment} 12 15.1`],
    ['not a number', `${moment} 12 nan`],
  ])('how long an endpoint takes, %s', (_, text) => {
    const known = read(
      [],
      [
        ['bad', text],
        ['good', processing],
      ],
    )
    expect([...known.processing.keys()]).toEqual(['good'])
  })

  it('fields beyond the 512th', () => {
    const many: Fields = Array.from({ length: 10_000 }, (_, at) => [`m/${at}`, model])
    const known = read(
      many,
      many.map(([name]) => [name, processing] as const),
    )
    expect(known.models.size).toBe(512)
    expect(known.processing.size).toBe(512)
  })
})

describe('with age', () => {
  const modelAt = (ageMs: number, rest = '7 3 0 0') =>
    read([['m/sin', `${moment - ageMs} ${rest}`]]).models.get('sin')

  it('counts of a minute ago still count, and older ones do not', () => {
    expect(modelAt(minute)).toMatchObject({ succeeded: 7, failed: 3 })
    expect(modelAt(minute + 1)).toMatchObject({ succeeded: 0, failed: 0 })
  })

  it('deadlines hold for as long as they say', () => {
    const deadlines = `${moment + 5 * minute} ${moment + minute}`
    expect(modelAt(10 * minute, `7 3 ${deadlines}`)).toMatchObject({
      coolUntil: moment + 5 * minute,
      openUntil: moment + minute,
    })
  })

  it('a closed circuit is no longer news after a minute', () => {
    expect(modelAt(minute, '7 3 0 1')).toMatchObject({ isClosedAgain: true, openUntil: 0 })
    expect(modelAt(minute + 1, '7 3 0 1')).toMatchObject({ isClosedAgain: false, openUntil: 0 })
  })

  it('a probe of more than a minute ago says nothing, but a deadline with it does', () => {
    const text = `${moment - minute - 1} 0 900 ${moment + 1000} ${moment + 2000}`
    expect(read([['e/sin', text]]).endpoints.get('sin')).toMatchObject({
      at: undefined,
      coolUntil: moment + 1000,
      egressRefusedUntil: moment + 2000,
    })
  })

  it('what comes up to five seconds early is believed', () => {
    expect(modelAt(-5000)).toMatchObject({ succeeded: 7 })
  })
})

describe('numbers are bounded', () => {
  const far = '9'.repeat(25)

  it('deadlines are a quarter of an hour ahead at most', () => {
    const most = moment + 15 * minute
    const edge: Fields = [
      ['m/sin', `${moment} 0 0 ${far} ${far}`],
      ['e/sin', `${moment} 1 40 ${far} ${far}`],
    ]
    const known = read(edge)
    expect(known.models.get('sin')).toMatchObject({ coolUntil: most, openUntil: most })
    expect(known.endpoints.get('sin')).toMatchObject({ coolUntil: most, egressRefusedUntil: most })
  })

  it('counts are a million at most', () => {
    expect(read([['m/sin', `${moment} ${far} ${far} 0 0`]]).models.get('sin')).toMatchObject({
      succeeded: 1e6,
      failed: 1e6,
    })
  })

  it('a round trip is an hour at most', () => {
    expect(read([['e/sin', `${moment} 1 ${far} 0 0`]]).endpoints.get('sin')?.roundTripMs ?? 0).toBeLessThan(
      60 * minute + 1,
    )
  })
})

describe('clocks', () => {
  it.each([-10 * minute, 10 * minute, 365 * 24 * 60 * minute])(
    'need not agree: by ours the store is %i ms ahead',
    ahead => {
      const storeNow = moment + ahead
      const edge: Fields = [
        ['m/sin', `${storeNow - 1000} 7 3 ${storeNow + 5000} ${storeNow + 9000}`],
        ['e/sin', `${storeNow - 2000} 1 40 ${storeNow + 3000} 0`],
      ]
      const stored = { storeNow, edge, processing: [['sin', `${storeNow} 5 6`]] as const }
      const known = readSharedHealth(stored, moment)
      expect(known.models.get('sin')).toMatchObject({
        at: moment - 1000,
        succeeded: 7,
        coolUntil: moment + 5000,
        openUntil: moment + 9000,
      })
      expect(known.endpoints.get('sin')).toMatchObject({ at: moment - 2000, coolUntil: moment + 3000 })
      expect(known.processing.get('sin')?.at).toBe(moment)
    },
  )

  it('that say nothing leave nothing to be counted or waited for', () => {
    const edge: Fields = [['m/sin', `${moment} 7 3 ${moment + 5000} ${moment + 5000}`]]
    const known = readSharedHealth({ storeNow: Number.NaN, edge, processing: [['sin', processing]] }, moment)
    expect(known.models.get('sin')).toMatchObject({ succeeded: 0, failed: 0, coolUntil: 0, openUntil: 0 })
    expect(known.processing.size).toBe(0)
  })
})
