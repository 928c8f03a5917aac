import { expect, vi } from 'vitest'
import type { Gateway } from '../../world/start-gateway'
import { sendTo } from './send-to'

/** Waits until a gateway has its region map: under load the first read can take longer than a call waits for it. */
export async function knowMap({ url }: Gateway): Promise<void> {
  await vi.waitFor(
    async () => {
      const { text } = await sendTo(url, { method: 'GET', path: '/api/health' })
      expect(text).toContain('"source":"live"')
    },
    { timeout: 20_000, interval: 100 },
  )
}

/** The same of the operator's models. */
export async function knowModels({ url }: Gateway): Promise<void> {
  await vi.waitFor(
    async () => {
      const { json } = await sendTo(url, { method: 'GET', path: '/api/health' })
      expect(json).toMatchObject({ models: { source: 'live' } })
    },
    { timeout: 20_000, interval: 100 },
  )
}

/** Waits until a gateway that is open has counted a call: its first commands can take longer than Redis is waited for. */
export async function knowLimits({ url }: Gateway): Promise<void> {
  await vi.waitFor(
    async () => {
      const { status, headers } = await sendTo(url, { method: 'GET', path: '/v1/models' })
      if (status === 401) return
      expect([status, headers.get('x-degraded') ?? '']).toEqual([200, expect.not.stringMatching(/^limiter$/)])
    },
    { timeout: 20_000, interval: 100 },
  )
}
