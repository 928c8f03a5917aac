import { createAnthropic } from '@ai-sdk/anthropic'
import { generateText, streamText } from 'ai'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsFromMessage } from '@/lib/cache/events-from-message'
import { asSent } from '../support/as-sent'
import { hearMessage } from '../support/hear-message'
import { randomMessage } from '../support/random-message'
import { eventStream } from '../support/sse'

type Fields = Readonly<Record<string, unknown>>

const url = 'https://gateway.example.com'

const heard = (message: Fields) => hearMessage(eventsFromMessage(message))

describe('the official client', () => {
  it('puts the events together to the plain message', async () => {
    await fc.assert(
      fc.asyncProperty(randomMessage, async message => {
        expect(await heard(message)).toEqual(asSent(message))
      }),
      { numRuns: 30 },
    )
  })

  it.each<Fields>([
    { stop_reason: 'end_turn', stop_details: null },
    { stop_reason: 'refusal', stop_details: { type: 'refusal', category: 'bio', explanation: null } },
    { stop_reason: 'end_turn', container: { id: 'c1', expires_at: '2030-01-01T00:00:00Z', skills: null } },
    { stop_reason: 'end_turn', container: null, diagnostics: null },
  ])('hears how it ended: %j', async fields => {
    const usage = { input_tokens: 1, output_tokens: 2 }
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [],
      stop_sequence: null,
      usage,
      ...fields,
    }
    expect(await heard(message)).toEqual(message)
  })
})

describe('the AI SDK hears the same in a stream as in a plain answer:', () => {
  const source = {
    type: 'web_search_result_location',
    cited_text: 'Chào',
    title: 'A',
    url: 'https://example.com/a',
    encrypted_index: 'AA',
  }
  const found = {
    type: 'web_search_result',
    url: source.url,
    title: 'A',
    encrypted_content: 'AA',
    page_age: null,
  }
  const plain = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [
      { type: 'thinking', thinking: 'A greeting.', signature: 'AA' },
      { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'Chào' } },
      { type: 'web_search_tool_result', tool_use_id: 's1', content: [found] },
      { type: 'text', text: 'Chào bạn', citations: [source] },
      { type: 'tool_use', id: 't1', name: 'weather', input: { city: 'Huế' } },
    ],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 2 },
  }
  const answering = (response: Response) =>
    createAnthropic({ apiKey: 'sk-any', baseURL: `${url}/v1`, fetch: async () => response })(
      'claude-sonnet-4-5',
    )
  const asPlain = () => generateText({ model: answering(Response.json(plain)), prompt: 'x' })
  const asStream = () =>
    streamText({
      model: answering(new Response(eventsFromMessage(plain), { headers: eventStream })),
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
    const expected = urlsOf((await asPlain()).sources)
    expect(expected).toContain(source.url)
    expect(urlsOf(await asStream().sources)).toEqual(expected)
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
