import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSigner } from './support/sign-token'
import { type Access, startAccess } from './support/start-access'

let access: Access
const { sign, secret } = createSigner()
beforeAll(async () => {
  access = await startAccess({ environment: { JWT_SECRET: secret } })
})
afterAll(() => access.close())

const address = '192.0.2.66'

async function guess(from: Record<string, string>): Promise<void> {
  await vi.waitFor(
    async () => {
      const key = `iso_${'Q'.repeat(12)}_${Math.random().toString(36).slice(2).padEnd(40, '0').slice(0, 40)}`
      expect((await access.sendAs(key, { headers: from })).status).toBe(429)
    },
    { timeout: 10_000, interval: 1 },
  )
}

describe('after many unknown credentials from an address', () => {
  it('further ones wait, and whoever is known there or calls from elsewhere is served', async () => {
    const headers = { 'x-real-ip': address }
    const { key } = await access.makeKey('warm')
    const token = await sign({ plan: 'warm' })
    expect((await access.sendAs(key, { headers })).status).toBe(200)
    expect((await access.sendAs(token, { headers })).status).toBe(200)
    await guess(headers)
    expect((await access.sendAs(key, { headers })).status).toBe(200)
    expect((await access.sendAs(token, { headers })).status).toBe(200)
    const elsewhere = await access.makeKey('warm')
    expect((await access.sendAs(elsewhere.key, { headers: { 'x-real-ip': '192.0.2.67' } })).status).toBe(200)
  })

  it('that nobody knows, callers whose address nobody knows are served', async () => {
    const token = await sign({ plan: 'warm' })
    expect((await access.sendAs(token)).status).toBe(200)
    const refused: number[] = []
    for (let call = 0; call < 140; call++)
      refused.push((await access.sendAs(`iso_${'R'.repeat(12)}_${'r'.repeat(40)}`)).status)
    expect(new Set(refused)).not.toContain(200)
    const { key } = await access.makeKey('warm')
    expect((await access.sendAs(key)).status).toBe(200)
    expect((await access.sendAs(token)).status).toBe(200)
  })
})
