import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UsageRecord } from '@/lib/usage/usage-record'
import type { Fault } from '../world/endpoint/fault'
import type { OperationCase } from './support/operation-case'
import { operationCases } from './support/operation-cases'
import { readUsageRecords, type UsageRecords } from './support/read-usage-records'
import type { Reply } from './support/send-to'
import { type Access, startAccess } from './support/start-access'
import { streamedCases } from './support/streamed-cases'

let access: Access
let usage: UsageRecords
let key = ''
let edges = 0
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'fra'] })
  usage = readUsageRecords(access.world.redis)
  key = (await access.makeKey('warm')).key
})
beforeEach(() => {
  for (const endpoint of access.world.endpoints) endpoint.reset()
})
afterAll(async () => {
  usage.close()
  await access.close()
})

const used = { prompt: 1000, cached: 400, completion: 200 }

// By the catalogue: 2 dollars for a million tokens of prompt, half of one for those that were kept, 8 of completion.
const promptNanoUsd = 600 * 2000 + 400 * 500
const nanoUsd = promptNanoUsd + 200 * 8000

const sin = () => access.world.endpoint('sin')
const answer = (body: object | string, headers = {}): Fault => ({
  kind: 'status',
  status: 200,
  headers,
  body,
})
const stream = (events: string) => answer(events, { 'content-type': 'text/event-stream' })

type Metered = { readonly reply: Reply; readonly record: UsageRecord }

/** Makes a call and gives its one record. */
async function meter({ path, body }: OperationCase, changes: object = {}, headers = {}): Promise<Metered> {
  const usual = { 'x-vercel-ip-country': 'VN', 'x-vercel-id': `u${++edges}::id`, 'cache-control': 'no-store' }
  const asked = { path, headers: { ...usual, ...headers }, body: body('Xin chào bạn', changes) }
  const reply = await access.sendAs(key, asked)
  const record = await usage.of(reply.headers.get('x-request-id'))
  return { reply, record }
}

describe.each(operationCases)('$name: one record tells', operation => {
  const completion = operation.name === 'embeddings' ? 0 : 200

  it('what a plain answer used and cost, as its endpoint says', async () => {
    sin().set({ fault: answer(operation.answer('Chào', used)) })
    const { reply, record } = await meter(operation)
    expect(reply.status).toBe(200)
    expect(record).toMatchObject({
      model: 'gpt-4.1',
      endpoint: 'sin',
      country: 'VN',
      status: 200,
      cache: 'BYPASS',
      promptTokens: 1000,
      cachedTokens: 400,
      completionTokens: completion,
      nanoUsd: promptNanoUsd + completion * 8000,
    })
    expect([record.isError, record.isEstimated, record.isUnpriced]).toEqual([false, false, false])
    expect(record.attempts).toMatchObject([{ endpoint: 'sin', label: '200', billed: 'yes' }])
  })

  it('an estimate of what an answer used whose endpoint does not say', async () => {
    const { usage: _, ...untold }: Record<string, unknown> = { ...operation.answer('Chào bạn', used) }
    sin().set({ fault: answer(untold) })
    const { record } = await meter(operation)
    expect(record.isEstimated).toBe(true)
    expect(record.promptTokens).toBeGreaterThan(0)
    expect(record.promptTokens).toBeLessThan(20)
    const said = record.completionTokens
    expect(said > 0 && said < 40).toBe(operation.name !== 'embeddings')
    expect(record.nanoUsd).toBe(record.promptTokens * 2000 + said * 8000)
  })

  it('what the one used that answered after another had failed', async () => {
    sin().set({ fault: { kind: 'status', status: 503 } })
    access.world.endpoint('fra').set({ fault: answer(operation.answer('Chào', used)) })
    const { reply, record } = await meter(operation, {}, { 'x-vercel-ip-country': 'IN' })
    expect(reply.headers.get('x-route-attempts')).toBe('sin;503, fra;200')
    expect(record).toMatchObject({ endpoint: 'fra', promptTokens: 1000, cachedTokens: 400 })
    expect(record.attempts.map(({ billed }) => billed)).toEqual(['no', 'yes'])
  })

  it('that a refusal cost nothing', async () => {
    sin().set({ fault: { kind: 'status', status: 400 } })
    const { record } = await meter(operation)
    expect(record).toMatchObject({ status: 400, isError: true, nanoUsd: 0, promptTokens: 0 })
  })
})

describe.each(streamedCases)('$name: one record tells', ({ stream: told, ...operation }) => {
  const pieces = ['Chào ', 'bạn ', 'nhé']
  const whole = told.begun(pieces, used) + told.rest(pieces, used)

  it.each([
    ['whose caller asks for it', told.asked],
    ['whose caller does not', { stream: true }],
  ])('what a stream used and cost, as its endpoint says: one %s', async (_, asked) => {
    sin().set({ fault: stream(whole) })
    const { reply, record } = await meter({ ...operation, stream: told }, asked)
    expect(told.textOf(reply.text)).toBe('Chào bạn nhé')
    expect(record).toMatchObject({
      endpoint: 'sin',
      status: 200,
      promptTokens: 1000,
      cachedTokens: 400,
      completionTokens: 200,
      nanoUsd,
      isError: false,
      isEstimated: false,
    })
  })

  it('an estimate of what a stream used that was cut off', async () => {
    sin().set({ fault: stream(told.begun(pieces, used)) })
    const { reply, record } = await meter({ ...operation, stream: told }, told.asked)
    expect(reply.text).toContain('upstream_stream_truncated')
    expect(record).toMatchObject({ code: 'upstream_stream_truncated', isError: true, isEstimated: true })
    expect(record.completionTokens).toBe(3)
    expect(record.promptTokens).toBeGreaterThan(0)
    const { promptTokens, cachedTokens } = record
    expect(record.nanoUsd).toBe((promptTokens - cachedTokens) * 2000 + cachedTokens * 500 + 3 * 8000)
  })
})

describe('a message whose stream is cut off', () => {
  it('has the tokens of its prompt as its endpoint told them at the beginning', async () => {
    const operation = streamedCases.find(({ name }) => name === 'messages') ?? expect.fail()
    sin().set({ fault: stream(operation.stream.begun(['Chào'], used)) })
    const { record } = await meter(operation, operation.stream.asked)
    expect(record).toMatchObject({ promptTokens: 1000, cachedTokens: 400, completionTokens: 1 })
    expect(record.nanoUsd).toBe(promptNanoUsd + 8000)
  })
})

describe('a response that ends at its limit', () => {
  it.each([
    ['plainly', {}],
    ['in a stream', { stream: true }],
  ])('is an answer, and used what its endpoint says: %s', async (_, changes) => {
    const operation = operationCases.find(({ name }) => name === 'responses') ?? expect.fail()
    sin().set({ words: 60 })
    const { reply, record } = await meter(operation, { max_output_tokens: 16, ...changes })
    expect(reply.text).toContain('"status":"incomplete"')
    expect(reply.text).not.toContain('"error":{')
    expect(record).toMatchObject({ isError: false, isEstimated: false, completionTokens: 16 })
  })
})
