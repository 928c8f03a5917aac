import { afterEach, describe, expect, it } from 'vitest'
import type { ProviderName } from './providers/providers'
import { type Endpoint, startEndpoint } from './start-endpoint'

const apiKey = 'sk-test-0123456789abcd'
const started: Endpoint[] = []
const userSays = (content: string) => [{ role: 'user', content }]
const bearer = { authorization: `Bearer ${apiKey}` }

afterEach(async () => {
  await Promise.all(started.splice(0).map(endpoint => endpoint.close()))
})

async function start(provider: ProviderName, models?: string[]): Promise<Endpoint> {
  const endpoint = await startEndpoint({ id: 'sin', region: 'ap-southeast-1', models, apiKey, provider })
  started.push(endpoint)
  return endpoint
}

interface Posting {
  headers?: Record<string, string>
  body: unknown
}

function post(url: string, { headers = bearer, body }: Posting): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function json(answer: Promise<Response>): Promise<unknown> {
  return (await answer).json()
}

describe('what a provider has of its own', () => {
  it('a completion of Together ends with the end of sequence, or with its limit', async () => {
    const url = `${(await start('together')).url}/completions`
    const body = { model: 'm', prompt: 'Hi' }
    expect(await json(post(url, { body }))).toMatchObject({ choices: [{ finish_reason: 'eos' }] })
    const short = { ...body, max_tokens: 1 }
    expect(await json(post(url, { body: short }))).toMatchObject({ choices: [{ finish_reason: 'length' }] })
    const streamed = await (await post(url, { body: { ...body, stream: true } })).text()
    expect(streamed).toContain('"finish_reason":"eos"')
    expect(streamed).toContain('"text":"Hello","index":0,"logprobs":null,"finish_reason":null,"delta":{')
  })

  it('DeepSeek serves its chat at both of its bases', async () => {
    const { url } = await start('deepseek')
    const body = { model: 'deepseek-chat', messages: userSays('Hi') }
    for (const base of ['', '/v1']) {
      expect((await post(`${url}${base}/chat/completions`, { body })).status).toBe(200)
    }
  })

  it('Azure takes the bearer token as well as its own header', async () => {
    const { url } = await start('azure')
    const body = { model: 'gpt-4.1', input: 'Hi' }
    for (const headers of [bearer, { 'api-key': apiKey }]) {
      expect((await post(`${url}/embeddings`, { headers, body })).status).toBe(200)
    }
  })

  it('vLLM and Ollama give a stream no usage that nobody asked for; Mistral does', async () => {
    const body = { model: 'm', messages: userSays('Hi'), stream: true }
    const usageOf = async (provider: ProviderName) => {
      const { url } = await start(provider)
      return (await (await post(`${url}/chat/completions`, { body })).text()).includes('"usage":{')
    }
    const asked = ['vllm', 'ollama', 'xai', 'google-openai', 'mistral', 'deepseek', 'together'] as const
    expect(await Promise.all(asked.map(usageOf))).toEqual([false, false, false, false, true, true, true])
  })

  it('Ollama tells of a path that it does not have in plain text', async () => {
    const answer = await post(`${(await start('ollama')).url}/audio/speech`, { body: {} })
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      'text/plain',
      '404 page not found',
    ])
  })

  it('Google lists its models with a prefix that may be asked for and left out', async () => {
    const { url } = await start('google-openai', ['gemini-2.5-flash'])
    const models = await json(fetch(`${url}/models`, { headers: bearer }))
    expect(models).toMatchObject({ data: [{ id: 'models/gemini-2.5-flash' }] })
    for (const id of ['gemini-2.5-flash', 'models/gemini-2.5-flash']) {
      expect((await fetch(`${url}/models/${id}`, { headers: bearer })).status).toBe(200)
    }
  })

  it('Anthropic asks for its own key header and version, but for the chat of others', async () => {
    const { url } = await start('anthropic')
    const models = (headers: Record<string, string>) => fetch(`${url}/models`, { headers })
    expect((await models({ 'x-api-key': apiKey })).status).toBe(200)
    const refused = await models(bearer)
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
    ])
    const body = { model: 'm', messages: userSays('Hi') }
    expect((await post(`${url}/chat/completions`, { body })).status).toBe(200)
  })
})

describe('Gemini', () => {
  const headers = { 'x-goog-api-key': apiKey }
  const contents = [{ role: 'user', parts: [{ text: 'Xin chào' }] }]
  const weather = {
    name: 'weather',
    parameters: {
      type: 'OBJECT',
      properties: { city: { type: 'STRING' }, unit: { type: 'STRING', enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
    },
  }
  const tools = [{ functionDeclarations: [weather] }]
  const functionCall = { name: 'weather', args: { city: 'text', unit: 'celsius' } }

  const generate = async (body: unknown, verb = 'generateContent') => {
    const { url } = await start('google')
    return post(`${url}/models/gemini-2.5-flash:${verb}`, { headers, body })
  }

  it('calls a function, streamed as plain, until its result is told', async () => {
    expect(await json(generate({ contents, tools }))).toMatchObject({
      candidates: [{ content: { parts: [{ functionCall }] }, finishReason: 'STOP' }],
    })
    const streamed = await generate({ contents, tools }, 'streamGenerateContent?alt=sse')
    expect(await streamed.text()).toContain(JSON.stringify({ functionCall }))
    const told = [
      ...contents,
      { role: 'model', parts: [{ functionCall }] },
      { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { result: '31' } } }] },
    ]
    expect(await json(generate({ contents: told, tools }))).toMatchObject({
      candidates: [{ content: { parts: [{ text: expect.stringContaining('Xin chào') }] } }],
    })
    const none = { functionCallingConfig: { mode: 'NONE' } }
    expect(await json(generate({ contents, tools, toolConfig: none }))).toMatchObject({
      candidates: [{ content: { parts: [{ text: expect.any(String) }] } }],
    })
  })

  it('stops at its limit, at a stop word, and after so many candidates', async () => {
    const limited = { maxOutputTokens: 2, candidateCount: 2 }
    expect(await json(generate({ contents, generationConfig: limited }))).toMatchObject({
      candidates: [{ finishReason: 'MAX_TOKENS', index: 0 }, { content: { parts: [{ text: 'Hello fr' }] } }],
    })
    expect(await json(generate({ contents, generationConfig: { stopSequences: [' from'] } }))).toMatchObject({
      candidates: [{ content: { parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }],
    })
  })

  it('answers JSON that satisfies a schema', async () => {
    const generationConfig = { responseMimeType: 'application/json', responseSchema: weather.parameters }
    expect(await json(generate({ contents, generationConfig }))).toMatchObject({
      candidates: [{ content: { parts: [{ text: '{"city":"text","unit":"celsius"}' }] } }],
    })
  })

  it('counts what it thinks beside what it says', async () => {
    const generationConfig = { thinkingConfig: { thinkingBudget: 1024, includeThoughts: true } }
    expect(await json(generate({ contents, generationConfig }))).toMatchObject({
      candidates: [{ content: { parts: [{ thought: true }, { text: expect.any(String) }] } }],
      usageMetadata: { candidatesTokenCount: 13, thoughtsTokenCount: 16, totalTokenCount: 31 },
    })
  })

  it('streams a list unless events are asked for', async () => {
    expect(await json(generate({ contents }, 'streamGenerateContent'))).toMatchObject([
      { candidates: [{ finishReason: 'STOP' }] },
    ])
  })

  it('takes its key in the header only', async () => {
    const { url } = await start('google', ['gemini-2.5-flash'])
    expect((await fetch(`${url}/models?key=${apiKey}`)).status).toBe(400)
    expect((await fetch(`${url}/models`, { headers: bearer })).status).toBe(403)
    expect(await json(fetch(`${url}/models`, { headers }))).toMatchObject({
      models: [{ name: 'models/gemini-2.5-flash' }],
    })
  })

  it('is cut and stalls as others do', async () => {
    const endpoint = await start('google')
    const url = `${endpoint.url}/models/m:streamGenerateContent?alt=sse`
    endpoint.set({ fault: { kind: 'cut', how: 'clean-end', afterContentEvents: 2 } })
    const cut = await (await post(url, { headers, body: { contents } })).text()
    expect(cut.split('\r\n\r\n')).toHaveLength(3)
    endpoint.set({ fault: { kind: 'json-for-stream' } })
    const plain = await post(url, { headers, body: { contents } })
    expect(plain.headers.get('content-type')).toBe('application/json')
  })
})
