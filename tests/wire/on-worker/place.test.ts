import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeHeader } from '../../world/worker-config'
import { type Stand, startStand } from '../support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin', 'iad'], environment: { TRUST_GEO_HEADERS: '' } })
})
afterAll(() => stand.close())

describe('a Worker on Cloudflare', () => {
  it('takes the place of a caller from what Cloudflare knows, not from what the caller wrote', async () => {
    const cf = { colo: 'SIN', country: 'VN', latitude: '10.82', longitude: '106.63' }
    const headers = { 'x-vercel-ip-country': 'DE', 'cf-ipcountry': 'DE', 'x-vercel-id': 'fra1::id' }
    const { json } = await stand.send({
      method: 'GET',
      path: '/api/route?model=gpt-4.1',
      headers: { ...headers, [placeHeader]: JSON.stringify(cf) },
    })
    expect(json).toMatchObject({ country: 'VN', edge: 'sin' })
  })
})
