import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { changeRow } from './support/change-map'
import { chatBody, type Reply } from './support/send-to'
import { type Collector, linesPath, startCollector } from './support/start-collector'
import { type Stand, startStand } from './support/start-stand'

const strangeModel = 'a model, with=all "of" it\\\n👩‍👩‍👧 và b=1i 17'

let collector: Collector
let stand: Stand
beforeAll(async () => {
  collector = await startCollector()
  const { INFLUX_URL = '', INFLUX_TOKEN = '' } = collector.environment
  stand = await startStand({
    endpoints: ['sin', 'fra'],
    environment: { INFLUX_URL, INFLUX_TOKEN },
    prepare: world =>
      changeRow(world, 'sin', { models: { 'gpt-4.1': 'gpt-4-1-prod', [strangeModel]: 'gpt-4-1-prod' } }),
  })
})
afterAll(async () => {
  await stand.close()
  await collector.close()
})

const fromVietNam = () => ({ ...stand.freshEdge(), 'x-vercel-ip-country': 'VN' })

/** The lines of calls, in their order, once all are here; each line that has come is read. */
function linesOf(...replies: readonly Reply[]) {
  return vi.waitFor(
    () => {
      const ids = replies.map(({ headers }) => headers.get('x-request-id') ?? '')
      const lines = collector.lines()
      const found = ids.map(id => lines.filter(({ fields }) => fields.request_id === id))
      expect(found.map(lines => lines.length)).toEqual(ids.map(() => 1))
      return found.flat()
    },
    { timeout: 10_000, interval: 50 },
  )
}

describe('the line of a call', () => {
  it('says where it went, what it took and what it cost', async () => {
    const before = Date.now()
    const reply = await stand.send({ headers: fromVietNam() })
    const [line] = await linesOf(reply)
    expect(line?.measurement).toBe('isochrone_call')
    expect(line?.tags).toMatchObject({
      model: 'gpt-4.1',
      endpoint: 'sin',
      country: 'VN',
      edge: expect.stringMatching(/^edge\d+$/),
      outcome: 'succeeded',
    })
    const { usage } = JSON.parse(reply.text)
    expect(line?.fields).toMatchObject({
      status: 200n,
      attempts: 1n,
      prompt_tokens: BigInt(usage.prompt_tokens),
      completion_tokens: BigInt(usage.completion_tokens),
    })
    const cost = (usage.prompt_tokens * 2 + usage.completion_tokens * 8) / 1e6
    expect(line?.fields.cost_usd).toBeCloseTo(cost, 9)
    const atMs = Number((line?.time ?? 0n) / 1_000_000n)
    expect(atMs).toBeGreaterThanOrEqual(before)
    expect(atMs + Number(line?.fields.duration_ms)).toBeLessThanOrEqual(Date.now())
  })

  it('goes to the whole URL, with the token', () => {
    for (const { path, headers } of collector.received) {
      expect(path).toBe(linesPath)
      expect(headers.authorization).toBe('Token token-of-the-database')
      expect(headers['content-type']).toMatch(/^text\/plain/)
      expect(headers).not.toHaveProperty('x-collector-key')
    }
  })

  it('has a model with every sign that has a meaning in a line', async () => {
    const reply = await stand.send({ headers: fromVietNam(), body: chatBody({ model: strangeModel }) })
    expect(reply.status).toBe(200)
    const [line] = await linesOf(reply)
    expect(line?.tags).toMatchObject({ model: strangeModel.replace(/[\\\n]/g, '_'), endpoint: 'sin' })
  })

  it('tells of a stream, a failover and a refusal', async () => {
    const streamed = await stand.send({ headers: fromVietNam(), body: chatBody({ stream: true }) })
    const refused = await stand.send({ body: '{"messages":"CANARY' })
    stand.world.endpoint('sin').set({ fault: { kind: 'status', status: 503 } })
    const failedOver = await stand.send({ headers: fromVietNam() })
    stand.world.endpoint('sin').set({})
    const lines = await linesOf(streamed, refused, failedOver)
    expect(lines.map(({ tags }) => [tags.outcome, tags.endpoint])).toEqual([
      ['succeeded', 'sin'],
      ['refused', 'none'],
      ['succeeded', 'fra'],
    ])
    expect(lines.map(({ fields }) => fields.attempts)).toEqual([1n, 0n, 2n])
    expect(lines[1]?.fields).toMatchObject({ status: 400n, code: 'invalid_json' })
  })
})

it('of many calls every line comes once, and many come together', async () => {
  const [requests, lines] = [collector.received.length, collector.lines().length]
  const replies = await Promise.all(Array.from({ length: 150 }, () => stand.send()))
  const found = await linesOf(...replies)
  expect(new Set(found.map(({ time }) => time)).size).toBe(150)
  expect(collector.lines().length - lines).toBe(150)
  expect(collector.received.length - requests).toBeLessThan(15)
})

it('nothing that a caller wrote is in any line, nor an address', () => {
  const all = collector.received.map(({ text }) => text).join('\n')
  expect(all).not.toMatch(/CANARY|Xin/)
  for (const { port } of stand.world.endpoints) expect(all).not.toContain(`:${port}`)
})
