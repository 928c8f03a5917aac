import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyIdOf, signReceipt } from '@/lib/telemetry/sign-receipt'
import { receiptOf } from '../support/receipt-of'
import { runReceipt } from '../wire/support/run-receipt'

const secret = 'CANARY-secret-of-receipts'
const settings = { RECEIPT_SECRET: secret }

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'receipt-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** Checks a copy that lies in a file. */
async function check(copy: unknown, given: Readonly<Record<string, string>> = settings) {
  const file = join(directory, crypto.randomUUID())
  await writeFile(file, typeof copy === 'string' ? copy : JSON.stringify(copy))
  const ran = await runReceipt(['check', file], { settings: given })
  expect(ran.out + ran.error).not.toContain(secret)
  return ran
}

const signed = (changes: Parameters<typeof receiptOf>[0] = {}, by: string | undefined = secret) =>
  signReceipt(receiptOf(changes), by)

const told = {
  requestId: 'request-0001',
  at: '2026-11-21T10:05:00.000Z',
  tenant: 'key-AAAAAAAAAAAA',
  country: 'VN',
  endpoint: 'sin',
  zone: 'APAC',
  status: 200,
}
const valid = `valid: ${JSON.stringify(told)}\n`

describe.concurrent('a copy', () => {
  it('as it was given is valid, and what was checked is said', async () => {
    expect(await check(await signed())).toEqual({ code: 0, out: valid, error: '' })
  })

  it('is valid in whatever order and spacing it is kept', async () => {
    const turned = Object.fromEntries(Object.entries(await signed()).reverse())
    expect((await check(JSON.stringify(turned, null, 2))).code).toBe(0)
  })

  it('may be piped in', async () => {
    const input = JSON.stringify(await signed())
    expect(await runReceipt(['check', '-'], { settings, input })).toEqual({ code: 0, out: valid, error: '' })
  })

  it('of several calls is valid where each of them is', async () => {
    const earlier = await Promise.all(['b', 'a'].map(id => signed({ id })))
    const { code, out } = await check({ ...(await signed()), earlier })
    expect([code, out.trimEnd().split('\n').length]).toEqual([0, 3])
    const [first, last] = earlier
    const forged = [first, { ...last, country: 'SG' }]
    const refused = await check({ ...(await signed()), earlier: forged })
    expect([refused.code, refused.out]).toEqual([1, ''])
    expect(refused.error).toMatch(/^tampered: Receipt 3 /)
  })
})

describe.concurrent('a copy is refused in one line', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['that was changed', async () => ({ ...(await signed()), country: 'SG' }), /^tampered: /],
    ['that something was added to', async () => ({ ...(await signed()), note: 'fine' }), /^tampered: /],
    ['that is not signed', async () => ({ ...receiptOf(), signature: null }), /^unsigned: /],
    ['that is no receipt', async () => ({ error: { code: 'receipt_not_found' } }), /^no-receipt: /],
    ['that is no JSON', async () => '{"requestId":', /no JSON object/],
    [
      'that says one thing to the eye and another to the machine',
      async () => JSON.stringify(await signed()).replace('"country":', '"country":"SG","country":'),
      /twice/,
    ],
    [
      'that says it within a list',
      async () => JSON.stringify(await signed()).replace('"label":"200"', '"label":"503","label":"200"'),
      /twice/,
    ],
    [
      'that is nested beyond measure',
      async () => `{"signature":${'['.repeat(9999)}${']'.repeat(9999)}}`,
      /./,
    ],
  ])('%s', async (_, copy, error) => {
    const ran = await check(await copy())
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.error.trimEnd().split('\n')).toEqual([expect.stringMatching(error)])
  })

  it('that another secret has signed, with the names of both', async () => {
    const { code, error } = await check(await signed({}, 'another secret'))
    expect([code, error]).toEqual([
      1,
      `unknown-key: The receipt was signed with another secret than RECEIPT_SECRET: its key is "${await keyIdOf(
        'another secret',
      )}", ours is "${await keyIdOf(secret)}".\n`,
    ])
  })
})

describe.concurrent('the command says how it is used', () => {
  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['without anything', [], settings],
    ['without a file', ['check'], settings],
    ['to do something else', ['sign', 'package.json'], settings],
    ['without the secret', ['check', 'package.json'], {}],
    ['with an empty secret', ['check', 'package.json'], { RECEIPT_SECRET: ' ' }],
  ])('%s', async (_, words, given) => {
    const { code, out, error } = await runReceipt(words, { settings: given })
    expect([code, out]).toEqual([1, ''])
    expect(error).toMatch(/^Expected: npm run receipt check <file>, with the setting RECEIPT_SECRET\.\n$/)
  })

  it('where there is no such file', async () => {
    const { code, error } = await runReceipt(['check', '/nowhere/receipt.json'], { settings })
    expect([code, error]).toEqual([1, expect.stringMatching(/^ENOENT.*\n$/)])
  })
})
