import { describe, expect, it } from 'vitest'
import { centroidOfCountry } from '@/lib/geo/country'
import { type GeoTrust, isEdge, locateCaller } from '@/lib/geo/locate-caller'

const fromPlatform = {
  'x-vercel-ip-country': 'VN',
  'x-vercel-ip-latitude': '10.82',
  'x-vercel-ip-longitude': '106.63',
  'x-vercel-id': 'sin1::iad1::abc',
  'x-real-ip': '203.0.113.7',
  'x-forwarded-for': '203.0.113.8, 198.51.100.1',
}

const unknown = { country: undefined, coordinates: undefined, edge: 'local', ip: undefined }

function locate(headers: Readonly<Record<string, string>>, trust: Partial<GeoTrust> = {}) {
  const all = { platformHeaders: true, countryHeader: undefined, edge: 'local', ...trust }
  return locateCaller(new Headers(headers), all)
}

describe('where the platform set the headers', () => {
  it('they tell country, coordinates, edge and address', () => {
    expect(locate(fromPlatform)).toEqual({
      country: 'VN',
      coordinates: { latitude: 10.82, longitude: 106.63 },
      edge: 'iad1',
      ip: '203.0.113.7',
    })
  })

  it('without any, the place is unknown', () => {
    expect(locate({})).toEqual(unknown)
  })

  it.each([
    ['missing', {}],
    ['not numbers', { 'x-vercel-ip-latitude': 'NaN', 'x-vercel-ip-longitude': '106' }],
    ['out of range', { 'x-vercel-ip-latitude': '91', 'x-vercel-ip-longitude': '106' }],
    ['halved', { 'x-vercel-ip-latitude': '10.82' }],
  ])("coordinates that are %s give way to the country's middle", (_, headers) => {
    const place = locate({ 'x-vercel-ip-country': 'vn', ...headers })
    expect(place).toMatchObject({ country: 'VN', coordinates: centroidOfCountry('VN') })
  })

  it('coordinates count without a country too', () => {
    const { 'x-vercel-ip-country': _, ...headers } = fromPlatform
    expect(locate(headers)).toMatchObject({
      country: undefined,
      coordinates: { latitude: 10.82, longitude: 106.63 },
    })
  })

  it.each(['XX', 'T1', '', 'K'.repeat(300), 'ZZ'])('a country that is none is unknown: %j', value => {
    const place = locate({ 'x-vercel-ip-country': value })
    expect(place).toEqual(unknown)
  })

  it('the first address of the chain counts where the platform names no other', () => {
    expect(locate({ 'x-forwarded-for': ' 203.0.113.8 , 198.51.100.1' }).ip).toBe('203.0.113.8')
  })

  it.each([{ 'x-real-ip': '' }, { 'x-forwarded-for': '' }, { 'x-forwarded-for': ' , 198.51.100.1' }])(
    'an empty address is unknown: %j',
    headers => {
      expect(locate(headers).ip).toBeUndefined()
    },
  )

  it("another proxy's country header is not read", () => {
    expect(locate({ 'cf-ipcountry': 'DE' })).toEqual(unknown)
  })
})

describe('where the headers may be the caller’s own', () => {
  it('none is believed', () => {
    expect(locate({ ...fromPlatform, 'cf-ipcountry': 'DE' }, { platformHeaders: false })).toEqual(unknown)
  })

  it('the edge is the one that is configured', () => {
    expect(locate(fromPlatform, { platformHeaders: false, edge: 'fra1' }).edge).toBe('fra1')
  })
})

describe('where the host itself knows who is connected', () => {
  const connection = { country: 'DE', latitude: '52.52', longitude: '13.4', edge: 'fra', ip: '192.0.2.1' }
  const berlin = { latitude: 52.52, longitude: 13.4 }

  it('that holds, and what the caller wrote does not', () => {
    expect(locate(fromPlatform, { platformHeaders: false, connection })).toEqual({
      country: 'DE',
      coordinates: berlin,
      edge: 'fra',
      ip: '192.0.2.1',
    })
  })

  it('headers that are believed go first, and it says the edge and the address where they do not', () => {
    expect(locate(fromPlatform, { connection })).toEqual(locate(fromPlatform))
    expect(locate({ 'x-vercel-ip-country': 'VN' }, { connection })).toEqual({
      country: 'VN',
      coordinates: centroidOfCountry('VN'),
      edge: 'fra',
      ip: '192.0.2.1',
    })
  })

  it.each(['ZZ', 'T1', ''])('a country that is none is unknown: %j', country => {
    const place = locate({}, { platformHeaders: false, connection: { country } })
    expect(place).toEqual(unknown)
  })

  it.each(['cf-ipcountry', 'x-country'])(
    'its address counts behind another proxy that names none, and not what the caller wrote: %s',
    countryHeader => {
      const trust = { platformHeaders: false, countryHeader, connection }
      expect(locate({ ...fromPlatform, [countryHeader]: 'VN' }, trust)).toMatchObject({
        country: 'VN',
        edge: 'fra',
        ip: '192.0.2.1',
      })
    },
  )
})

describe('behind another proxy', () => {
  const behind = { countryHeader: 'cf-ipcountry' }

  it("its header decides alone, and the country's middle stands for the coordinates", () => {
    expect(locate({ ...fromPlatform, 'cf-ipcountry': 'DE' }, { ...behind, platformHeaders: false })).toEqual({
      country: 'DE',
      coordinates: centroidOfCountry('DE'),
      edge: 'local',
      ip: undefined,
    })
  })

  it('its own header tells the caller’s address', () => {
    const headers = { ...fromPlatform, 'cf-ipcountry': 'DE', 'cf-connecting-ip': '192.0.2.1' }
    expect(locate(headers, behind).ip).toBe('192.0.2.1')
    const other = { countryHeader: 'x-country', platformHeaders: false }
    expect(locate({ ...headers, 'x-country': 'DE' }, other).ip).toBeUndefined()
  })

  it.each(['cf-ipcountry', 'x-country'])(
    'on the platform the edge is the platform’s, and the address where the proxy names none: %s',
    countryHeader => {
      expect(locate({ ...fromPlatform, [countryHeader]: 'DE' }, { countryHeader })).toEqual({
        country: 'DE',
        coordinates: centroidOfCountry('DE'),
        edge: 'iad1',
        ip: '203.0.113.7',
      })
    },
  )

  it.each([{}, { 'cf-ipcountry': 'XX' }, { 'cf-ipcountry': 'T1' }])(
    'without a country of its own the platform’s does not step in: %j',
    headers => {
      const place = locate({ ...fromPlatform, ...headers }, behind)
      expect(place).toMatchObject({ country: undefined, coordinates: undefined })
    },
  )
})

describe('the edge in x-vercel-id', () => {
  it.each([
    ['sin1::abc', 'sin1'],
    ['fra1::iad1::abc', 'iad1'],
    ['iad1:cle1:sfo1::hnd1::xk2m4-1700000000000-0123456789ab', 'hnd1'],
    ['iad1:cle1::abc', 'cle1'],
    ['dev1::dev1::abc-def', 'dev1'],
    ['zzz9::abc', 'zzz9'],
  ])('is the last region before the id: %s', (id, edge) => {
    expect(locate({ 'x-vercel-id': id }).edge).toBe(edge)
  })

  it.each([
    '',
    'abc',
    '::',
    '::abc',
    'SIN1::abc',
    '<b>::abc',
    '12::abc',
    `${'a'.repeat(300)}::abc`,
    'é::abc',
  ])('is unknown from garbage: %j', id => {
    expect(locate({ 'x-vercel-id': id }, { edge: 'here' }).edge).toBe('here')
  })
})

describe('the name of an edge', () => {
  it.each(['sin1', 'local', 'fra1', 'eu-central-1', 'a1', 'australia-southeast1', 'a'.repeat(32)])(
    'may be %s',
    name => {
      expect(isEdge(name)).toBe(true)
    },
  )

  it.each(['', 'a', '1a', 'SIN1', 'sin_1', 'sin 1', 'sin1\n', '-sin', 'a'.repeat(33), '__proto__'])(
    'may not be %j',
    name => {
      expect(isEdge(name)).toBe(false)
    },
  )
})
