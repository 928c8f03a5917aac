import { expect, it } from 'vitest'
import { cloudflarePlace } from '@/lib/hosts/cloudflare-place'

function placeOf(cf: unknown, headers: Readonly<Record<string, string>> = {}) {
  const request = new Request('https://gateway.example.com/v1/models', { headers })
  return cloudflarePlace(Object.assign(request, { cf }))
}

const known = { colo: 'SIN', country: 'VN', latitude: '10.82', longitude: '106.63', asn: 1, city: 'X' }

it('the place is the one that Cloudflare names, and the address the one that it saw', () => {
  expect(placeOf(known, { 'cf-connecting-ip': '192.0.2.1', 'x-forwarded-for': '198.51.100.1' })).toEqual({
    country: 'VN',
    latitude: '10.82',
    longitude: '106.63',
    edge: 'sin',
    ip: '192.0.2.1',
  })
})

it.each([undefined, null, 'text', {}, { country: 'VN' }])(
  'where Cloudflare says nothing, its headers may be the caller’s own: %j',
  cf => {
    expect(placeOf(cf, { 'cf-connecting-ip': '192.0.2.1', 'cf-ipcountry': 'VN' })).toBeUndefined()
  },
)

it('what cannot be read is left out, and the rest holds', () => {
  const place = placeOf({ colo: 'not an edge', country: 7, latitude: '1', longitude: '2' })
  expect(place).toEqual({ country: undefined, latitude: '1', longitude: '2', edge: undefined, ip: undefined })
})
