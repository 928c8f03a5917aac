import { describe, expect, it } from 'vitest'
import { checkReceipt } from '@/lib/telemetry/check-receipt'
import { signReceipt } from '@/lib/telemetry/sign-receipt'
import { start } from '../support/fake-effects'
import { buildOperator } from '../support/operator'
import { receiptOf } from '../support/receipt-of'
import { createWatchedUsage } from '../support/watched-usage'

const secret = 'CANARY-secret-of-receipts'
const id = 'request-0001'
const path = `GET /requests/${id}`
const dayMs = 24 * 60 * 60_000

function build(variables: Readonly<Record<string, string>> = { RECEIPT_SECRET: secret }) {
  const usage = createWatchedUsage()
  return { ...buildOperator({ usage, variables }), usage }
}

/** A receipt as it is kept, of so many days ago. */
async function kept(changes: Parameters<typeof receiptOf>[0] = {}, daysAgo = 0, by: string | null = secret) {
  const at = new Date(start - daysAgo * dayMs).toISOString()
  return JSON.stringify(await signReceipt(receiptOf({ at, ...changes }), by ?? undefined))
}

describe('an operator who asks for a request', () => {
  it('gets its receipt as it was signed, and nothing else', async () => {
    const { ask, usage } = build()
    const text = await kept()
    usage.kept.set(id, [text])
    const { status, json, headers } = await ask(path)
    expect([status, json]).toEqual([200, JSON.parse(text)])
    expect(await checkReceipt(json, secret)).toBe('valid')
    expect(headers.get('cache-control')).toBe('private, no-store')
  })

  it('gets those of all calls that came under its id, the newest first', async () => {
    const { ask, usage } = build()
    const texts = await Promise.all(['c', 'b', 'a'].map(each => kept({ id: each })))
    usage.kept.set(id, texts)
    const { json } = await ask(path)
    const { earlier, ...newest } = json
    expect([newest, ...earlier]).toEqual(texts.map(text => JSON.parse(text)))
    expect(await checkReceipt(newest, secret)).toBe('valid')
  })

  it('is told why there is no signature', async () => {
    const { ask, usage } = build({})
    usage.kept.set(id, [await kept({}, 0, null)])
    const { json } = await ask(path)
    expect(json.signature).toBeNull()
    expect(json.unsigned).toContain('RECEIPT_SECRET')
  })

  it('gets one that was signed with an older secret, since nothing speaks against it', async () => {
    const { ask, usage } = build()
    usage.kept.set(id, [await kept({}, 0, 'an older secret')])
    expect((await ask(path)).status).toBe(200)
  })

  it('gets no receipt that is older than seven days, though it still lies there', async () => {
    const { ask, usage } = build()
    usage.kept.set(id, [await kept({}, 6.99)])
    expect((await ask(path)).status).toBe(200)
    usage.kept.set(id, [await kept({}, 7)])
    expect((await ask(path)).status).toBe(404)
  })
})

describe('what lies in the store and is not ours is passed over', () => {
  it.each<[string, () => Promise<string>]>([
    ['no receipt', async () => '{"requestId":"request-0001"}'],
    ['the receipt of another request', () => kept({ requestId: 'request-0002' })],
    ['a receipt that was changed', async () => (await kept()).replace('"VN"', '"SG"')],
  ])('%s', async (_, text) => {
    const { ask, usage } = build()
    usage.kept.set(id, [await text()])
    expect(await ask(path)).toMatchObject({ status: 404, json: { error: { code: 'receipt_not_found' } } })
    usage.kept.set(id, [await text(), await kept({ id: 'good' })])
    const { json } = await ask(path)
    expect([json.id, json.earlier]).toEqual(['good', undefined])
  })

  it('and that one was changed is told in the log, by its id alone', async () => {
    const { ask, usage, logged } = build()
    usage.kept.set(id, [(await kept()).replace('"VN"', '"SG"')])
    await ask(path)
    expect(logged).toEqual([{ level: 'warn', line: { event: 'receipt-tampered', requestId: id } }])
  })
})

describe('there is no receipt', () => {
  it.each(['request-0002', 'short', 'x'.repeat(65), 'a%20b%20c%20d', '..%2F..%2Fkeys'])(
    'of %s',
    async asked => {
      const { ask } = build()
      const { status, json } = await ask(`GET /requests/${asked}`)
      expect([status, json.error.code, json.error.type]).toEqual([
        404,
        'receipt_not_found',
        'invalid_request_error',
      ])
    },
  )

  it('while the store is away, and the operator may ask again', async () => {
    const { ask, usage } = build()
    usage.isLost = true
    const { status, text, headers } = await ask(path)
    expect(status).toBe(503)
    expect(headers.get('retry-after')).toMatch(/^\d+$/)
    expect(text).not.toContain('CANARY')
  })

  it.each(['', 'other', secret])('for who has %j for a token', async token => {
    const { ask, usage } = build()
    usage.kept.set(id, [await kept()])
    expect(await ask(path, { token })).toMatchObject({
      status: 401,
      json: { error: { code: 'invalid_api_key' } },
    })
  })

  it('to be changed', async () => {
    const { ask } = build()
    expect((await ask(`DELETE /requests/${id}`)).status).toBe(405)
  })
})
