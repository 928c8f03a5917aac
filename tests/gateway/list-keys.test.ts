import { expect, it } from 'vitest'
import { buildOperator } from '../support/operator'
import { storedKey } from '../support/stored-key'

it('no keys are an empty list', async () => {
  expect(await buildOperator().ask('GET /keys')).toMatchObject({ status: 200, json: { keys: [] } })
})

it('keys are listed by their age, revoked ones too, without what could be used as one', async () => {
  const { ask, shared } = buildOperator()
  const young = {
    id: 'B'.repeat(12),
    createdAt: '2026-11-02T00:00:00.000Z',
    revokedAt: '2026-11-03T00:00:00Z',
  }
  shared.records.set('B'.repeat(12), await storedKey(young))
  shared.records.set('A'.repeat(12), await storedKey())
  shared.records.set('broken', '{')
  const { json, text } = await ask('GET /keys')
  expect(json.keys).toEqual([
    { id: 'A'.repeat(12), name: 'app', plan: 'pro', createdAt: '2026-11-01T00:00:00.000Z' },
    { name: 'app', plan: 'pro', ...young },
  ])
  expect(text).not.toMatch(/digest|[0-9a-f]{64}|CANARY/)
})

it('a key that was made is listed without itself', async () => {
  const { ask } = buildOperator()
  const { json: made } = await ask('POST /keys', { body: { name: 'a', plan: 'pro' } })
  const { json, text } = await ask('GET /keys')
  const { key, ...rest } = made
  expect(json.keys).toEqual([rest])
  expect(text).not.toContain(key)
})
