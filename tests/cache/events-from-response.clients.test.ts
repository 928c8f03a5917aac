import { createOpenAI } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'
import fc from 'fast-check'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { eventsFromResponse } from '@/lib/cache/events-from-response'
import { asSent } from '../support/as-sent'
import { randomResponse } from '../support/random-response'
import { eventStream } from '../support/sse'

const baseURL = 'https://gateway.example.com/v1'

// What the official client adds to an answer of its own.
const own = ['output_text', 'output_parsed', 'parsed', 'parsed_arguments']
const withoutOwn = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, each) => (own.includes(name) ? undefined : each)))

async function heard(events: string): Promise<unknown> {
  const fetch = async () => new Response(events, { headers: eventStream })
  const client = new OpenAI({ apiKey: 'sk-any', baseURL, fetch })
  return withoutOwn(await client.responses.stream({ model: 'm', input: 'x' }).finalResponse())
}

describe('the official client', () => {
  it('puts the events together to the plain response', async () => {
    await fc.assert(
      fc.asyncProperty(randomResponse, async response => {
        expect(await heard(eventsFromResponse(response))).toEqual(asSent(response))
      }),
      { numRuns: 20 },
    )
  })

  it('knows all that was said before it is told at the end', async () => {
    await fc.assert(
      fc.asyncProperty(randomResponse, async response => {
        const events = eventsFromResponse(response)
        const beforeEnd = events.slice(0, events.lastIndexOf('event: '))
        expect(await heard(beforeEnd)).toMatchObject({ output: asSent(response.output) })
      }),
      { numRuns: 20 },
    )
  })
})

describe('the AI SDK hears the same in a stream as in a plain answer:', () => {
  const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 }
  const source = {
    type: 'url_citation',
    start_index: 0,
    end_index: 4,
    title: 'A',
    url: 'https://example.com/a',
  }
  const plain = {
    id: 'resp_1',
    object: 'response',
    created_at: 1_790_000_000,
    status: 'completed',
    model: 'gpt-5',
    error: null,
    incomplete_details: null,
    output: [
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'A greeting.' }],
        encrypted_content: null,
      },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'Chào' } },
      {
        type: 'message',
        id: 'msg_1',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Chào bạn', annotations: [source], logprobs: [] }],
      },
      {
        type: 'function_call',
        id: 'fc_1',
        status: 'completed',
        call_id: 'c1',
        name: 'weather',
        arguments: '{"city":"Huế"}',
      },
    ],
    usage,
  }
  const answering = (response: Response) =>
    createOpenAI({ apiKey: 'sk-any', baseURL, fetch: async () => response })('gpt-5')
  const asPlain = () => generateText({ model: answering(Response.json(plain)), prompt: 'x' })
  const asStream = () =>
    streamText({
      model: answering(new Response(eventsFromResponse(plain), { headers: eventStream })),
      prompt: 'x',
    })

  it('the text', async () => {
    expect(await asStream().text).toBe('Chào bạn')
  })

  it('what was thought', async () => {
    expect((await asPlain()).reasoningText).toBe('A greeting.')
    expect(await asStream().reasoningText).toBe('A greeting.')
  })

  it('the sources', async () => {
    const urlsOf = (sources: readonly object[]) => sources.map(each => ('url' in each ? each.url : undefined))
    expect(urlsOf((await asPlain()).sources)).toEqual([source.url])
    expect(urlsOf(await asStream().sources)).toEqual([source.url])
  })

  it('the calls of tools', async () => {
    const callsOf = (calls: readonly { toolName: string; input: unknown }[]) =>
      calls.map(({ toolName, input }) => ({ toolName, input }))
    const expected = callsOf((await asPlain()).toolCalls)
    expect(expected).toContainEqual({ toolName: 'weather', input: { city: 'Huế' } })
    expect(callsOf(await asStream().toolCalls)).toEqual(expected)
  })

  it('the tokens', async () => {
    expect((await asStream().usage).outputTokens).toBe(2)
  })
})
