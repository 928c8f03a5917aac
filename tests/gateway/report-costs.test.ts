import { describe, expect, it } from 'vitest'
import { noSums } from '@/lib/usage/usage-sums'
import { start } from '../support/fake-effects'
import { buildOperator } from '../support/operator'
import { createWatchedUsage } from '../support/watched-usage'

const row = (sums: Partial<typeof noSums>) => ({ sums: { ...noSums, ...sums }, durations: new Map() })

function build() {
  const usage = createWatchedUsage()
  usage.rows = new Map([
    ['gpt-4.1-mini', row({ requests: 9, nanoUsd: 100_000_000 })],
    [
      'gpt-4.1',
      row({
        requests: 2,
        promptTokens: 10,
        completionTokens: 20,
        cachedTokens: 3,
        reasoningTokens: 4,
        audioTokens: 5,
        nanoUsd: 200_000_000,
        estimated: 1,
        unpriced: 1,
      }),
    ],
  ])
  return { ...buildOperator({ usage }), usage }
}

describe('the costs', () => {
  it('are those of the last day by model, dearest first', async () => {
    const { ask, usage } = build()
    const { status, json } = await ask('GET /costs')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      from: '2026-11-01T12:00:00.000Z',
      to: '2026-11-02T12:00:00.000Z',
      by: 'model',
      totalCostUsd: 0.3,
    })
    expect(json.breakdown[0]).toEqual({
      key: 'gpt-4.1',
      requests: 2,
      promptTokens: 10,
      completionTokens: 20,
      cachedTokens: 3,
      reasoningTokens: 4,
      audioTokens: 5,
      costUsd: 0.2,
      estimated: 1,
      unpriced: 1,
    })
    expect(json.breakdown[1]).toMatchObject({ key: 'gpt-4.1-mini', costUsd: 0.1 })
    expect(usage.asked).toEqual([{ by: 'model', from: start - 86_400_000, to: start }])
  })

  it.each(['tenant', 'model', 'endpoint', 'country'])('are told by %s', async by => {
    const { ask, usage } = build()
    expect((await ask(`GET /costs?hours=2&by=${by}`)).json.by).toBe(by)
    expect(usage.asked).toEqual([{ by, from: start - 7_200_000, to: start }])
  })

  it('are told of a quarter of an hour', async () => {
    const { ask, usage } = build()
    expect((await ask('GET /costs?hours=0.25')).status).toBe(200)
    expect(usage.asked).toEqual([{ by: 'model', from: start - 900_000, to: start }])
  })

  it('are nothing where nothing was used', async () => {
    const { ask, usage } = build()
    usage.rows = new Map()
    expect((await ask('GET /costs')).json).toMatchObject({ totalCostUsd: 0, breakdown: [] })
  })

  it.each(['hours=0', 'hours=0.04', 'hours=9601', 'hours=soon', 'hours=', 'by=plan', 'by='])(
    'are not told for what cannot be: %s',
    async query => {
      const { ask, usage } = build()
      const { status, json } = await ask(`GET /costs?${query}`)
      expect([status, json.error.param]).toEqual([400, query.split('=')[0]])
      expect(usage.asked).toEqual([])
    },
  )

  it('are not told while the store is away, nor what it says', async () => {
    const { ask, usage } = build()
    usage.isLost = true
    const { status, text } = await ask('GET /costs')
    expect(status).toBe(503)
    expect(text).not.toContain('CANARY')
  })

  it('are not told to others than the operator', async () => {
    expect((await build().ask('GET /costs', { token: '' })).status).toBe(401)
  })
})
