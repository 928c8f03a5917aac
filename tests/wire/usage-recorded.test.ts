import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { itWhereTold } from './support/it-where-told'
import { done, event, finish } from './support/raw-answers'
import { streamedText } from './support/read-events'
import {
  answering,
  estimatedPrompt,
  failing,
  type Metered,
  type MeteredCall,
  newMark,
  pieces,
  startMetered,
} from './support/start-metered'
import type { RawScript } from './support/start-raw-endpoint'
import { say } from './support/start-raw-stand'

let metered: Metered
beforeAll(async () => {
  metered = await startMetered({ small: { requestsPerMinute: 5 }, none: { requestsPerMinute: 0 } })
})
afterAll(() => metered.close())

const toldUsage = { prompt_tokens: 1000, completion_tokens: 200, total_tokens: 1200 }
// By the catalogue: 2 dollars for a million tokens of prompt, 8 of completion.
const toldNanoUsd = 1000 * 2000 + 200 * 8000
const promptNanoUsd = estimatedPrompt * 2000
const stream = { stream: true }
const wholeStream = say(pieces(3), finish, event({ choices: [], usage: toldUsage }), done)

/** Makes a call and gives its one record, and what became of it for the caller. */
async function meter(asked: MeteredCall) {
  const reply = await metered.call(asked)
  return { reply, record: await metered.recordOf(reply) }
}

const triesOf = ({ attempts }: Awaited<ReturnType<typeof meter>>['record']) =>
  attempts.map(({ endpoint, label, billed, nanoUsd }) => [endpoint, label, billed, nanoUsd])

describe.concurrent('one record tells', () => {
  it('what a plain answer used, as its endpoint says', async () => {
    const { reply, record } = await meter({
      script: answering(toldUsage),
      headers: { 'x-vercel-ip-country': 'VN' },
    })
    expect(reply.status).toBe(200)
    expect(record).toMatchObject({ promptTokens: 1000, completionTokens: 200, nanoUsd: toldNanoUsd })
    expect(record).toMatchObject({
      model: 'gpt-4.1',
      endpoint: 'raw',
      country: 'VN',
      status: 200,
      cache: 'BYPASS',
    })
    expect(record).toMatchObject({ isError: false, isEstimated: false, isUnpriced: false })
    expect(record.tenant).toMatch(/^key-\w{12}$/)
    expect(triesOf(record)).toEqual([['raw', '200', 'yes', toldNanoUsd]])
    expect(JSON.stringify(record)).not.toMatch(/Xin|127\.0\.0\.1|mark-/)
  })

  it('what a stream used, for which the endpoint was asked although its caller was not told', async () => {
    const mark = newMark()
    const { reply, record } = await meter({ script: wholeStream, body: stream, mark })
    expect(metered.heard(mark)).toContain('"stream_options":{"include_usage":true}')
    expect(streamedText(reply.text)).toBe('w0 w1 w2 ')
    expect(reply.text).not.toContain('usage')
    expect(reply.text.endsWith(done)).toBe(true)
    expect(record).toMatchObject({ promptTokens: 1000, completionTokens: 200, nanoUsd: toldNanoUsd })
    expect([record.isEstimated, record.isError]).toEqual([false, false])
  })

  it('what a stream used whose caller is told as well, since it asked', async () => {
    const body = { stream: true, stream_options: { include_usage: true } }
    const { reply, record } = await meter({ script: wholeStream, body })
    expect(reply.text).toContain(JSON.stringify(toldUsage))
    expect([record.nanoUsd, record.isEstimated]).toEqual([toldNanoUsd, false])
  })

  it('what came of a stream that its endpoint cut, as far as can be told', async () => {
    const { reply, record } = await meter({ script: say(pieces(5)), body: stream })
    expect(reply.text).toContain('upstream_stream_truncated')
    expect(record).toMatchObject({ status: 200, code: 'upstream_stream_truncated', isError: true })
    expect(record).toMatchObject({ promptTokens: estimatedPrompt, completionTokens: 5, isEstimated: true })
    expect(triesOf(record)).toEqual([['raw', '200', 'yes', promptNanoUsd + 5 * 8000]])
  })

  itWhereTold('silent-hang-ups')('what came of a stream until its caller hung up', async () => {
    const controller = new AbortController()
    const requestId = crypto.randomUUID()
    const script: RawScript = socket => socket.write(pieces(4))
    const { signal } = controller
    const response = await metered.begin(requestId, { script, body: stream, signal })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('w3')) text += (await reader?.read())?.value ?? ''
    controller.abort()
    const record = await metered.usage.of(requestId)
    expect(record).toMatchObject({ promptTokens: estimatedPrompt, completionTokens: 4, isEstimated: true })
    expect([record.status, record.isError]).toEqual([200, false])
    expect(triesOf(record)).toEqual([['raw', '200', 'yes', promptNanoUsd + 4 * 8000]])
  })

  itWhereTold('silent-hang-ups').each([
    ['a plain answer', {}],
    ['a stream', stream],
  ])('that an endpoint was at work on %s whose caller did not wait for it', async (_, body) => {
    const controller = new AbortController()
    const requestId = crypto.randomUUID()
    const mark = newMark()
    const { signal } = controller
    const call = metered.begin(requestId, { script: () => undefined, body, mark, signal })
    call.catch(() => undefined)
    await vi.waitFor(() => expect(metered.heard(mark)).not.toBe(''))
    controller.abort()
    const record = await metered.usage.of(requestId)
    expect(triesOf(record)).toEqual([['raw', 'abandoned', 'unknown', promptNanoUsd]])
    expect(record).toMatchObject({ code: 'client_closed_request', completionTokens: 0, isEstimated: true })
  })

  it.each<[string, RawScript, string, string, number]>([
    ['turned it away', failing('503 No'), '503', 'no', 0],
    ['turned it away for its own limits', failing('429 No'), '429', 'no', 0],
    ['failed by a status', failing('500 No'), '500', 'unknown', 0],
    ['broke off', socket => void socket.resetAndDestroy(), 'reset', 'unknown', promptNanoUsd],
  ])(
    'what the endpoint was paid that %s, and who answered then',
    async (_, script, label, billed, nanoUsd) => {
      const { reply, record } = await meter({ script })
      expect(reply.headers.get('x-route-attempts')).toBe(`raw;${label}, fra;200`)
      const { usage } = JSON.parse(reply.text)
      const answered = usage.prompt_tokens * 2000 + usage.completion_tokens * 8000
      expect(triesOf(record)).toEqual([
        ['raw', label, billed, nanoUsd],
        ['fra', '200', 'yes', answered],
      ])
      expect(record).toMatchObject({ endpoint: 'fra', isError: false, nanoUsd: nanoUsd + answered })
      expect(record.promptTokens).toBe(usage.prompt_tokens + nanoUsd / 2000)
      expect(record.isEstimated).toBe(nanoUsd > 0)
    },
  )

  it('that an endpoint which took too long may charge for the prompt', async () => {
    const { reply, record } = await meter({ script: () => undefined, body: stream })
    expect(reply.status).toBe(200)
    expect(triesOf(record)).toEqual([
      ['raw', expect.stringMatching(/timeout/), 'unknown', promptNanoUsd],
      ['fra', '200', 'yes', expect.any(Number)],
    ])
    expect(record).toMatchObject({ endpoint: 'fra', isEstimated: true })
  })

  it('that the endpoint charges nothing for what it refuses', async () => {
    const { reply, record } = await meter({
      script: failing('400 No', { message: 'No.', type: 'invalid_request_error' }),
    })
    expect(reply.status).toBe(400)
    expect(triesOf(record)).toEqual([['raw', '400', 'no', 0]])
    expect(record).toMatchObject({
      status: 400,
      isError: true,
      nanoUsd: 0,
      promptTokens: 0,
      isEstimated: false,
    })
  })

  it('that an answer from the cache costs nothing', async () => {
    const asked = { mark: newMark(), script: answering(toldUsage), body: { temperature: 0 } }
    const first = await meter(asked)
    expect([first.record.cache, first.record.nanoUsd]).toEqual(['MISS', toldNanoUsd])
    const { reply, record } = await meter(asked)
    expect(reply.headers.get('x-cache')).toBe('HIT')
    expect(record).toMatchObject({ cache: 'HIT', model: 'gpt-4.1', status: 200, attempts: [], nanoUsd: 0 })
    expect(record).toMatchObject({ promptTokens: 0, isEstimated: false, isUnpriced: false })
    expect(record.endpoint).toBeUndefined()
  })
})

describe('a call that no endpoint answers', () => {
  it('has one record of all of its tries', async () => {
    const fra = metered.access.world.endpoint('fra')
    fra.set({ fault: { kind: 'status', status: 503 } })
    const { reply, record } = await meter({ script: socket => socket.destroy() })
    fra.set({})
    expect(reply.status).toBeGreaterThanOrEqual(500)
    expect(triesOf(record)).toEqual([
      ['raw', 'reset', 'unknown', promptNanoUsd],
      ['fra', '503', 'no', 0],
    ])
    expect(record).toMatchObject({ status: reply.status, isError: true, model: 'unknown' })
    expect([record.endpoint, record.nanoUsd]).toEqual([undefined, promptNanoUsd])
  })
})

describe('a call that is refused', () => {
  it('leaves no record, and each that was let in has left one, also where it was done before', async () => {
    const { access, usage } = metered
    const { key: none } = await access.makeKey('none')
    const ids = Array.from({ length: 5 }, () => crypto.randomUUID())
    const [wrong, many, bad, first, again] = ids.map(id => ({ 'x-request-id': id }))
    expect((await access.sendAs('sk-wrong', { headers: { ...wrong } })).status).toBe(401)
    expect((await access.sendAs(none, { headers: { ...many } })).status).toBe(429)
    expect((await metered.call({ headers: { ...bad }, body: { messages: [] } })).status).toBe(400)
    const once = { mark: newMark(), script: answering(toldUsage) }
    await meter({ ...once, headers: { 'idempotency-key': once.mark, ...first } })
    const repeated = await metered.call({ ...once, headers: { 'idempotency-key': once.mark, ...again } })
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    await meter({ script: answering(toldUsage) })
    expect(await usage.count(ids)).toBe(2)
    const requestIds = (await usage.all()).map(({ requestId }) => requestId)
    expect(new Set(requestIds).size).toBe(requestIds.length)
  })
})

describe('a call that failed over', () => {
  it('counts once for the limit of requests', async () => {
    const { key } = await metered.access.makeKey('small')
    const authorization = `Bearer ${key}`
    const { reply } = await meter({ script: failing('503 No'), headers: { authorization } })
    expect(reply.headers.get('x-route-attempts')).toBe('raw;503, fra;200')
    const list = await metered.access.sendAs(key, { method: 'GET', path: '/v1/models' })
    expect(list.headers.get('x-ratelimit-remaining-requests')).toBe('3')
  })
})
