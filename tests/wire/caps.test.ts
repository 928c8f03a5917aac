import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isRecord } from '../world/is-record'
import { parseJson } from '../world/parse-json'
import { leaksIn, secretMessage } from './support/canaries'
import { expectError } from './support/expect-error'
import { chatBody } from './support/send-to'
import { type ModelStand, startModels } from './support/start-models'

const catalogue = {
  terse: { maxOutputTokens: 30 },
  absent: { maxOutputTokens: 500, fallbacks: ['terse'] },
  pricey: { price: { input: 10, output: 20 } },
}
const plans = {
  bounded: { maxTokensPerRequest: 50 },
  watched: { alertUsdPerCall: 0.014 },
  easy: { alertUsdPerCall: 0.0139 },
}

let stand: ModelStand
beforeAll(async () => {
  stand = await startModels({
    endpoints: {
      us: { row: { models: ['gpt-4.1', 'o4-mini', 'text-embedding-3-small', 'terse', 'pricey'] } },
    },
    models: { catalogue, tasks: { short: { model: 'terse', maxTokens: 20 } } },
    plans,
  })
})
beforeEach(() => stand.reset())
afterAll(() => stand.close())

const messages = [{ role: 'user', content: 'Xin chào' }]
const bodies = () => stand.sent().map(({ body }) => body)

type Path = 'chat/completions' | 'completions' | 'responses' | 'messages' | 'embeddings'

const ask = (plan: string, path: Path, body: object | string) =>
  stand.call(plan, { path: `/v1/${path}`, headers: { 'anthropic-version': '2023-06-01' }, body })

describe('a plan’s limit on the answer', () => {
  it.each<[Path, object, object]>([
    ['chat/completions', { model: 'gpt-4.1', messages }, { max_tokens: 50 }],
    [
      'chat/completions',
      { model: 'gpt-4.1', messages, stream: true, stream_options: {} },
      { max_tokens: 50 },
    ],
    ['chat/completions', { model: 'gpt-4.1', messages, max_tokens: null }, { max_tokens: 50 }],
    ['chat/completions', { model: 'o4-mini', messages }, { max_completion_tokens: 50 }],
    ['completions', { model: 'gpt-4.1', prompt: 'Xin chào' }, { max_tokens: 50 }],
    ['responses', { model: 'gpt-4.1', input: 'Xin chào' }, { max_output_tokens: 50 }],
    ['responses', { model: 'o4-mini', input: 'Xin chào' }, { max_output_tokens: 50 }],
    ['embeddings', { model: 'text-embedding-3-small', input: 'Xin chào' }, {}],
    ['chat/completions', { model: 'terse', messages }, { max_tokens: 30 }],
    ['responses', { model: 'terse', input: 'Xin chào' }, { max_output_tokens: 30 }],
    ['chat/completions', { model: 'short', messages }, { model: 'terse', max_tokens: 20 }],
  ])('is asked for where the call does not say: %s %j', async (path, body, added) => {
    expect((await ask('bounded', path, body)).status).toBe(200)
    const { stream_options: _, ...arrived } = bodies()[0] ?? {}
    const { stream_options: __, ...expected }: Record<string, unknown> = { ...body, ...added }
    expect(arrived).toEqual(expected)
  })

  it.each<[Path, object, string]>([
    ['chat/completions', { messages, max_tokens: 51 }, 'max_tokens'],
    ['chat/completions', { messages, max_completion_tokens: 51 }, 'max_completion_tokens'],
    ['chat/completions', { messages, max_completion_tokens: 20, max_tokens: 51 }, 'max_tokens'],
    ['completions', { prompt: 'Xin chào', max_tokens: 51 }, 'max_tokens'],
    ['responses', { input: 'Xin chào', max_output_tokens: 51 }, 'max_output_tokens'],
  ])('refuses a longer one that is asked for: %s %j', async (path, body, param) => {
    for (const model of ['gpt-4.1', 'terse', 'auto'])
      expectError(await ask('bounded', path, { model, ...body }), {
        status: 400,
        code: 'invalid_request',
        param,
      })
    expect(stand.sent()).toEqual([])
  })

  it('refuses a longer one in Anthropic’s shape where it speaks that', async () => {
    const reply = await ask('bounded', 'messages', { model: 'gpt-4.1', messages, max_tokens: 51 })
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', param: 'max_tokens' },
    })
  })

  it.each<[Path, string]>([
    [
      'chat/completions',
      '{"model" : "gpt-4.1", "messages":[{"role":"user","content":"1"}],"max_tokens":50.0 }',
    ],
    ['responses', '{"input":"1","model":"gpt-4.1", "max_output_tokens" :49}'],
    ['messages', '{ "model":"gpt-4.1","messages":[{"role":"user","content":"1"}], "max_tokens":5e1}'],
  ])('leaves one that is short enough as it was written: %s', async (path, body) => {
    expect((await ask('bounded', path, body)).status).toBe(200)
    expect(stand.sent().map(({ text }) => text)).toEqual([body])
  })
})

describe('a model’s longest answer', () => {
  it.each<[Path, object, object]>([
    ['chat/completions', { messages, max_tokens: 31 }, { max_tokens: 30 }],
    ['chat/completions', { messages, max_completion_tokens: 1000 }, { max_completion_tokens: 30 }],
    [
      'chat/completions',
      { messages, max_completion_tokens: 1000, max_tokens: 10 },
      { max_completion_tokens: 30 },
    ],
    ['completions', { prompt: 'Xin chào', max_tokens: 1000 }, { max_tokens: 30 }],
    ['responses', { input: 'Xin chào', max_output_tokens: 1000 }, { max_output_tokens: 30 }],
    ['messages', { messages, max_tokens: 1000 }, { max_tokens: 30 }],
  ])(
    'is asked for where the call wants a longer one, under its own name: %s %j',
    async (path, body, capped) => {
      expect((await ask('warm', path, { model: 'terse', ...body })).status).toBe(200)
      expect(bodies()).toEqual([{ model: 'terse', ...body, ...capped }])
    },
  )

  it('is not asked for where the call does not say', async () => {
    await ask('warm', 'chat/completions', { model: 'terse', messages })
    expect(bodies()).toEqual([{ model: 'terse', messages }])
  })

  it('is that of the model which answers, also where it stands in for another', async () => {
    await ask('warm', 'chat/completions', { model: 'absent', messages, max_tokens: 400 })
    expect(bodies()).toEqual([{ model: 'terse', messages, max_tokens: 30 }])
  })
})

/** What the log tells of a call that cost too much, once all of it is recorded. */
async function alertsOf(id: string | null): Promise<Record<string, unknown>[]> {
  await stand.usage.of(id)
  const log = stand.access.gateways[0]?.log() ?? ''
  const lines = log.split('\n').map(parseJson).filter(isRecord)
  return lines.filter(({ event, requestId }) => event === 'cost-alert' && requestId === id)
}

function answerWith(prompt_tokens: number, completion_tokens: number): void {
  const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
  const message = { role: 'assistant', content: 'CANARY-ANSWER' }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'any', choices, usage }
  stand.endpoint('us').set({ fault: { kind: 'status', status: 200, body } })
}

const secretly = (changes: object = {}) =>
  chatBody({ model: 'pricey', messages: [secretMessage, ...messages], ...changes })

describe('a call that costs more than its plan’s threshold', () => {
  it('is told to the operator, without anything of what was said', async () => {
    answerWith(1000, 200)
    const { headers } = await stand.call('easy', { body: secretly() })
    const id = headers.get('x-request-id')
    const record = await stand.usage.of(id)
    expect(await alertsOf(id)).toEqual([
      {
        at: expect.any(String),
        level: 'warn',
        event: 'cost-alert',
        requestId: id,
        plan: 'easy',
        tenant: record.tenant,
        model: 'pricey',
        endpoint: 'us',
        promptTokens: 1000,
        completionTokens: 200,
        costUsd: 0.014,
        thresholdUsd: 0.0139,
      },
    ])
    const log = stand.access.gateways[0]?.log() ?? ''
    expect(leaksIn(log, stand.access)).toEqual([])
    for (const said of ['CANARY-ANSWER', 'Xin chào']) expect(log).not.toContain(said)
  })

  it.each([
    ['costs just as much', 'watched', 1000, 200],
    ['costs less', 'easy', 10, 200],
    ['has a plan without one', 'warm', 1_000_000, 200],
  ])('is another than one that %s', async (_, plan, promptTokens, completionTokens) => {
    answerWith(promptTokens, completionTokens)
    const { headers } = await stand.call(plan, { body: secretly() })
    expect(await alertsOf(headers.get('x-request-id'))).toEqual([])
  })

  it('is told once it is over where it is a stream', async () => {
    stand.endpoint('us').set({ words: 1500 })
    const { headers, text } = await stand.call('watched', { body: secretly({ stream: true }) })
    expect(text).toContain('[DONE]')
    expect(await alertsOf(headers.get('x-request-id'))).toMatchObject([{ plan: 'watched', model: 'pricey' }])
  })
})
