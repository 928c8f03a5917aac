import { describe, expect, it } from 'vitest'
import { emptyUsageRecord } from '../support/empty-usage-record'
import { start } from '../support/fake-effects'
import { buildOperator } from '../support/operator'
import { createWatchedUsage } from '../support/watched-usage'

const record = (id: string) => JSON.parse(JSON.stringify(emptyUsageRecord({ id, at: start })))
const replay = 'POST /usage'

function build() {
  const usage = createWatchedUsage()
  return { ...buildOperator({ usage }), usage }
}

describe('records that are sent again', () => {
  it('are added, and counted', async () => {
    const { ask, usage } = build()
    const { status, json } = await ask(replay, { body: { records: [record('a'), record('b')] } })
    expect([status, json]).toEqual([200, { records: 2, tooOld: 0, added: 2 }])
    expect(usage.records.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('are added once, however often they are sent', async () => {
    const { ask, usage } = build()
    await ask(replay, { body: { records: [record('a')] } })
    const { json } = await ask(replay, { body: { records: [record('a'), record('b'), record('b')] } })
    expect(json).toEqual({ records: 3, tooOld: 0, added: 1 })
    expect(usage.records).toHaveLength(2)
  })

  it('are not added where nobody knows any more whether they were', async () => {
    const { ask, usage } = build()
    const old = { ...record('old'), at: start - 6 * 24 * 60 * 60_000 }
    const { json } = await ask(replay, { body: { records: [old, record('new')] } })
    expect(json).toEqual({ records: 2, tooOld: 1, added: 1 })
    expect(usage.records.map(({ id }) => id)).toEqual(['new'])
  })

  it('may be none, and a thousand', async () => {
    const { ask } = build()
    expect((await ask(replay, { body: { records: [] } })).json).toEqual({ records: 0, tooOld: 0, added: 0 })
    const records = Array.from({ length: 1000 }, (_, at) => record(`r-${at}`))
    expect((await ask(replay, { body: { records } })).json).toEqual({ records: 1000, tooOld: 0, added: 1000 })
    expect((await ask(replay, { body: { records: [...records, record('x')] } })).status).toBe(400)
  })
})

describe('nothing is added', () => {
  it.each<[string, unknown]>([
    ['no records', {}],
    ['a record that lacks a field', { records: [record('a'), { ...record('b'), tenant: undefined }] }],
    ['a cost below nothing', { records: [{ ...record('a'), nanoUsd: -5 }] }],
    ['half a token', { records: [{ ...record('a'), promptTokens: 0.5 }] }],
    ['a field that nobody reads', { records: [], force: true }],
    ['no JSON', '{'],
  ])('of a body with %s', async (_, body) => {
    const { ask, usage } = build()
    expect((await ask(replay, { body })).status).toBe(400)
    expect(usage.records).toEqual([])
  })

  it('without the operator’s token', async () => {
    const { ask, usage } = build()
    expect((await ask(replay, { body: { records: [record('a')] }, token: 'other' })).status).toBe(401)
    expect(usage.records).toEqual([])
  })

  it('while the store is away, and the operator is to send it again', async () => {
    const { ask, usage } = build()
    usage.isLost = true
    const { status, text } = await ask(replay, { body: { records: [record('a')] } })
    expect(status).toBe(503)
    expect(text).not.toContain('CANARY')
  })
})
