import { describe, expect, it } from 'vitest'
import { geminiAnswer } from '../support/gemini-answer'
import { sentBy } from '../support/sent-by'
import { ourHeaders, translate } from '../support/translate'

const weather = { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }
const tools = [{ type: 'function', function: weather }]
const schema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
const response_format = { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } }

describe('to Google a chat completion', () => {
  const sent = (request: Readonly<Record<string, unknown>>, model?: string) =>
    sentBy(request, 'google', model)

  it('is a POST to its model, which follows no redirect', async () => {
    expect(await sent({})).toMatchObject({
      url: 'https://sin.example.com/v1beta/models/gemini-2.5-flash:generateContent',
      method: 'POST',
      redirect: 'manual',
    })
  })

  it('is streamed by events', async () => {
    expect((await sent({ stream: true })).url).toBe(
      'https://sin.example.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    )
  })

  it.each(['../files?x=', 'a/../../files', 'a/%2e%2e/%2e%2e/files', '/files?', 'gemini?key=1', 'gemini#'])(
    'never goes elsewhere by the name of its model: %s',
    async model => {
      const { sent, response } = translate({}, 'google', () => Response.json(geminiAnswer()), { model })
      // That it is refused would do as well.
      await response.catch(() => {})
      for (const { pathname, search, hash } of sent.map(({ url }) => new URL(url))) {
        expect(pathname).toMatch(/^\/v1beta\/models\/[^/]+:generateContent$/)
        expect(search + hash).toBe('')
      }
    },
  )

  it('has our headers and no other', async () => {
    expect((await sent({})).headers).toEqual(ourHeaders)
  })

  it('has nothing that was not asked for', async () => {
    expect((await sent({ max_tokens: 50 })).body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Xin chào' }] }],
      generationConfig: { maxOutputTokens: 50 },
    })
  })

  it('has its instructions apart from its contents', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'developer', content: [{ type: 'text', text: 'In Vietnamese.' }] },
      { role: 'user', content: 'Hello' },
    ]
    expect((await sent({ messages })).body).toMatchObject({
      systemInstruction: { parts: [{ text: 'Be brief.' }, { text: 'In Vietnamese.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
    })
  })

  it('has instructions that come late, as OpenAI allows them', async () => {
    const messages = [
      { role: 'user', content: 'Hello' },
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Again' },
    ]
    expect(JSON.stringify((await sent({ messages })).body)).toContain('Be brief.')
  })

  it('has pictures as they are, or by their address', async () => {
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      { type: 'image_url', image_url: { url: 'https://pictures.example.invalid/cat.png' } },
    ]
    expect((await sent({ messages: [{ role: 'user', content }] })).body.contents).toMatchObject([
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
          { fileData: { fileUri: 'https://pictures.example.invalid/cat.png' } },
        ],
      },
    ])
  })

  it('has several tools that were called at once, and what they said, in two contents', async () => {
    const messages = [
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Huế"}' } },
          { id: 'call_2', type: 'function', function: { name: 'time', arguments: '' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
      { role: 'tool', tool_call_id: 'call_2', content: 'noon' },
    ]
    expect((await sent({ messages })).body.contents).toMatchObject([
      {
        role: 'model',
        parts: [
          { functionCall: { name: 'weather', args: { city: 'Huế' } } },
          { functionCall: { name: 'time', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'weather', response: { content: 'rain' } } },
          { functionResponse: { name: 'time', response: { content: 'noon' } } },
        ],
      },
    ])
  })

  it.each([
    [{ stop: 'END' }, { stopSequences: ['END'] }],
    [{ stop: ['END', 'STOP'] }, { stopSequences: ['END', 'STOP'] }],
    [{ temperature: 1.8 }, { temperature: 1.8 }],
    [{ top_p: 0.9 }, { topP: 0.9 }],
    [{ seed: 7 }, { seed: 7 }],
    [{ max_tokens: 50 }, { maxOutputTokens: 50 }],
    [{ max_completion_tokens: 60 }, { maxOutputTokens: 60 }],
    [{ max_tokens: 50, max_completion_tokens: 60 }, { maxOutputTokens: 60 }],
    [{ reasoning_effort: 'medium' }, { thinkingConfig: { thinkingBudget: 8192 } }],
    [{ reasoning_effort: 'none' }, { thinkingConfig: { thinkingBudget: 0 } }],
    [{ response_format: { type: 'json_object' } }, { responseMimeType: 'application/json' }],
  ])('with %j has %j', async (request, expected) => {
    expect((await sent(request)).body.generationConfig).toEqual(expected)
  })

  it('has the schema of its answer', async () => {
    expect((await sent({ response_format })).body.generationConfig).toMatchObject({
      responseMimeType: 'application/json',
      responseSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    })
  })

  it('has the tools that may be called', async () => {
    expect((await sent({ tools })).body.tools).toMatchObject([
      { functionDeclarations: [{ name: 'weather', parameters: weather.parameters }] },
    ])
  })

  it.each<[string, unknown, unknown]>([
    ['auto', 'auto', { mode: 'AUTO' }],
    ['none', 'none', { mode: 'NONE' }],
    ['required', 'required', { mode: 'ANY' }],
    [
      'a name',
      { type: 'function', function: { name: 'weather' } },
      { mode: 'ANY', allowedFunctionNames: ['weather'] },
    ],
  ])('leaves the choice of a tool as it is: %s', async (_, tool_choice, functionCallingConfig) => {
    expect((await sent({ tools, tool_choice })).body.toolConfig).toEqual({ functionCallingConfig })
  })
})
