import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from './is-record'
import { parseJson } from './parse-json'
import { providerCases } from './providers/cases/provider-cases'
import { type Endpoint, startEndpoint } from './start-endpoint'

const apiKey = 'sk-test-0123456789abcd'
const said = 'Xin chào'
const greeting = `Hello from sin (ap-southeast-1). You said: ${said}`

describe.each(providerCases)('an endpoint of $provider', tried => {
  let endpoint: Endpoint

  beforeAll(async () => {
    const { provider, model } = tried
    endpoint = await startEndpoint({ id: 'sin', region: 'ap-southeast-1', models: [model], apiKey, provider })
  })
  afterAll(() => endpoint.close())

  const post = (path: string, { body, key = apiKey }: { body: unknown; key?: string }) =>
    fetch(endpoint.url + path, {
      method: 'POST',
      headers: tried.keyHeader(key),
      body: JSON.stringify(body),
    })
  const chat = (fields: object = {}) => post(tried.path, { body: { ...tried.body(said), ...fields } })

  it('is found where its provider has its API', () => {
    expect(new URL(endpoint.url).pathname.replace(/\/$/, '')).toBe(tried.basePath)
  })

  it('answers plainly', async () => {
    const answer = await chat()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
    const json: unknown = await answer.json()
    expect(tried.textOf(json)).toBe(greeting)
    expect(json).toMatchObject(tried.plain)
  })

  it('streams the same text', async () => {
    const answer = await post(tried.streamPath ?? tried.path, {
      body: { ...tried.body(said), ...tried.streamed },
    })
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const text = await answer.text()
    expect(text.endsWith('data: [DONE]\n\n')).toBe(tried.provider !== 'google')
    const chunks = chunksOf(text)
    expect(chunks.map(chunk => tried.deltaOf(chunk)).join('')).toBe(greeting)
    tried.expectStream({ text, chunks })
  })

  it('refuses what its provider refuses', async () => {
    for (const { fields, status, body } of tried.refused) {
      const answer = await chat(fields)
      expect([answer.status, await answer.json()]).toEqual([status, body])
    }
  })

  it('takes what its provider passes over', async () => {
    const answer = await chat(tried.passedOver)
    expect(tried.textOf(await answer.json())).toBe(greeting)
  })

  it('refuses another key', async () => {
    const answer = await post(tried.path, { body: tried.body(said), key: 'sk-wrong-9876' })
    if (!tried.wrongKey) return expect(answer.status).toBe(200)
    const { status, body } = tried.wrongKey
    expect([answer.status, await answer.json()]).toEqual([status, body])
  })

  it('does not know other models', async () => {
    const { status, body } = tried.unknownModel
    const path = tried.path.replace(tried.model, 'other-1')
    const answer = await post(path, { body: { ...tried.body(said), ...tried.otherModel } })
    expect([answer.status, await answer.json()]).toEqual([status, body])
  })

  it('has no other paths', async () => {
    const answer = await post('/audio/speech', { body: {} })
    expect(answer.status).toBe(404)
    expect(parseJson(await answer.text())).toEqual(tried.unknownPath)
  })

  it('answers a HEAD on its models', async () => {
    const headers = tried.keyHeader(apiKey)
    const answer = await fetch(`${endpoint.url}/models`, { method: 'HEAD', headers })
    expect(answer.status).toBe(tried.head)
  })

  it('fails as any endpoint does', async () => {
    endpoint.set({ fault: { kind: 'status', status: 402, body: { error: 'no money' }, times: 1 } })
    expect((await chat()).status).toBe(402)
    endpoint.set({ fault: { kind: 'split', bytes: 3 } })
    const path = tried.streamPath ?? tried.path
    const answer = await post(path, { body: { ...tried.body(said), ...tried.streamed } })
    const chunks = chunksOf(await answer.text())
    expect(chunks.map(chunk => tried.deltaOf(chunk)).join('')).toBe(greeting)
    endpoint.reset()
  })
})

function chunksOf(text: string): Record<string, unknown>[] {
  return text
    .split(/\r?\n\r?\n/)
    .map(event => parseJson(event.replace(/^data: /, '')))
    .filter(isRecord)
}
