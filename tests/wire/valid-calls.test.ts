import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf } from './support/calls-of'
import { expectError } from './support/expect-error'
import { chatBody, sendTo } from './support/send-to'
import { type Scripted, startScripted } from './support/start-scripted'
import { type Stand, startStand } from './support/start-stand'

let taking: Scripted
let stand: Stand
beforeAll(async () => {
  // An endpoint that takes whatever comes: what is accepted is ours to say.
  taking = await startScripted()
  taking.play(async response => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion))
  })
  stand = await startStand({ endpoints: ['sin'] })
})
afterAll(() => Promise.all([taking.close(), stand.close()]))

const answer = { index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }
const completion = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', choices: [answer] }

const user = { role: 'user', content: 'Hi' }
const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } }
const called = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }
const text = { type: 'text', text: 'Hi' }
const picture = { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } }
const sound = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }
const file = { type: 'file', file: { file_id: 'file-1' } }
const custom = { type: 'custom', custom: { name: 'c', format: { type: 'text' } } }
const schema = { name: 's', strict: true, schema: { type: 'object' } }
const after = (...messages: object[]) => chatBody({ messages: [user, ...messages] })
const oneOf = (...messages: object[]) => chatBody({ messages })

const valid: [string, object | string][] = [
  ['a developer', oneOf({ role: 'developer', content: 'Be brief.' }, user)],
  ['a developer in parts', oneOf({ role: 'developer', content: [text] }, user)],
  ['a system', oneOf({ role: 'system', content: 'Be brief.', name: 'boss' }, user)],
  ['a system in parts', oneOf({ role: 'system', content: [text, text] }, user)],
  ['a user with a name', oneOf({ ...user, name: 'Lan' })],
  ['an empty content', oneOf({ role: 'user', content: '' })],
  ['a user in text and pictures', oneOf({ role: 'user', content: [text, picture, picture] })],
  ['a user in sound', oneOf({ role: 'user', content: [sound] })],
  ['a user with a file', oneOf({ role: 'user', content: [file, text] })],
  ['a part yet to be invented', oneOf({ role: 'user', content: [{ type: 'smell', smell: 1 }] })],
  ['an assistant', after({ role: 'assistant', content: 'Hello' }, user)],
  [
    'an assistant in parts',
    after({ role: 'assistant', content: [text, { type: 'refusal', refusal: 'No' }] }),
  ],
  ['an assistant that calls with null', after({ role: 'assistant', content: null, tool_calls: [called] })],
  ['an assistant that calls without content', after({ role: 'assistant', tool_calls: [called] })],
  ['an assistant that refused', after({ role: 'assistant', content: null, refusal: 'No' })],
  ['an assistant that spoke', after({ role: 'assistant', audio: { id: 'audio_1' } })],
  [
    'an old function call',
    after({ role: 'assistant', content: null, function_call: { name: 'f', arguments: '' } }),
  ],
  [
    'a tool',
    after(
      { role: 'assistant', tool_calls: [called] },
      { role: 'tool', tool_call_id: 'call_1', content: '1' },
    ),
  ],
  ['a tool in parts', after({ role: 'tool', tool_call_id: 'call_1', content: [text] })],
  ['a function', after({ role: 'function', name: 'f', content: '1' })],
  ['a function of null', after({ role: 'function', name: 'f', content: null })],
  [
    'a custom tool and its call',
    {
      ...after({
        role: 'assistant',
        tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'c', input: '' } }],
      }),
      tools: [custom],
    },
  ],
  ['a seed of 64 bits', JSON.stringify(chatBody()).replace(/\}$/, ',"seed":-9223372036854775808}')],
  ['the largest seed', JSON.stringify(chatBody()).replace(/\}$/, ',"seed":9223372036854775807}')],
  ['max_tokens of 0', chatBody({ max_tokens: 0 })],
  [
    'nulls',
    chatBody({
      max_tokens: null,
      temperature: null,
      stop: null,
      seed: null,
      n: null,
      stream: null,
      tools: null,
    }),
  ],
  ['the borders', chatBody({ temperature: 2, top_p: 0, presence_penalty: -2, frequency_penalty: 2 })],
  [
    'unknown fields',
    chatBody({
      yet_to_be_invented: { a: [1] },
      verbosity: 'low',
      prediction: { type: 'content', content: 'a' },
    }),
  ],
  ['129 tools', chatBody({ tools: Array(129).fill(tool) })],
  ['an empty list of tools', chatBody({ tools: [] })],
  ['a chosen tool', chatBody({ tools: [tool], tool_choice: { type: 'function', function: { name: 'f' } } })],
  [
    'allowed tools',
    chatBody({
      tools: [tool],
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool] } },
    }),
  ],
  [
    'required tools, one by one',
    chatBody({ tools: [tool], tool_choice: 'required', parallel_tool_calls: false }),
  ],
  ['old functions', chatBody({ functions: [{ name: 'f' }], function_call: 'auto' })],
  ['a JSON schema', chatBody({ response_format: { type: 'json_schema', json_schema: schema } })],
  ['one stop', chatBody({ stop: '\n' })],
  ['four stops', chatBody({ stop: ['a', 'b', 'c', 'd'] })],
  ['logprobs and a bias', chatBody({ logprobs: true, top_logprobs: 20, logit_bias: { 50256: -100 } })],
  [
    'sixteen notes',
    chatBody({
      metadata: Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`k${at}`, 'v'])),
      store: true,
    }),
  ],
  ['sound as answer', chatBody({ modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } })],
  ['a search', chatBody({ web_search_options: { search_context_size: 'low' } })],
  [
    'efforts and tiers',
    chatBody({ reasoning_effort: 'minimal', service_tier: 'flex', user: 'u', safety_identifier: 's' }),
  ],
]

describe("a call that OpenAI's schema allows is accepted", () => {
  it.each(valid)('%s', async (_, body) => {
    const { status, text: told } = await sendTo(taking.gateway.url, { body })
    expect([status, told]).toEqual([200, JSON.stringify(completion)])
  })
})

const forbidden: [string, object, string][] = [
  ['no model', { messages: [user] }, 'model'],
  ['null as model', chatBody({ model: null }), 'model'],
  ['no messages', { model: 'gpt-4.1' }, 'messages'],
  ['null as messages', chatBody({ messages: null }), 'messages'],
  ['no message', oneOf(), 'messages'],
  ['a text as message', chatBody({ messages: ['Hi'] }), 'messages[0]'],
  ['an unknown role', oneOf({ role: 'god', content: 'Hi' }), 'messages[0].role'],
  ['a user of null', oneOf({ role: 'user', content: null }), 'messages[0].content'],
  ['a system without content', oneOf({ role: 'system' }), 'messages[0].content'],
  ['a number as content', oneOf({ role: 'user', content: 4 }), 'messages[0].content'],
  ['an empty list of parts', oneOf({ role: 'user', content: [] }), 'messages[0].content'],
  ['a part without type', oneOf({ role: 'user', content: [{ text: 'Hi' }] }), 'messages[0].content[0].type'],
  [
    'a picture without address',
    oneOf({ role: 'user', content: [{ type: 'image_url', image_url: {} }] }),
    'messages[0].content[0].image_url.url',
  ],
  ['a tool without its call', after({ role: 'tool', content: '1' }), 'messages[1].tool_call_id'],
  ['a function without name', after({ role: 'function', content: '1' }), 'messages[1].name'],
  [
    'a call without id',
    after({ role: 'assistant', tool_calls: [{ type: 'function' }] }),
    'messages[1].tool_calls[0].id',
  ],
  ['a text as stream', chatBody({ stream: 'true' }), 'stream'],
  ['a temperature above 2', chatBody({ temperature: 2.01 }), 'temperature'],
  ['a top_p above 1', chatBody({ top_p: 1.01 }), 'top_p'],
  ['a penalty below -2', chatBody({ presence_penalty: -2.01 }), 'presence_penalty'],
  ['another above 2', chatBody({ frequency_penalty: 2.01 }), 'frequency_penalty'],
  ['no choice', chatBody({ n: 0 }), 'n'],
  ['half a choice', chatBody({ n: 1.5 }), 'n'],
  ['a text as max_tokens', chatBody({ max_tokens: '10' }), 'max_tokens'],
  ['half of max_completion_tokens', chatBody({ max_completion_tokens: 0.5 }), 'max_completion_tokens'],
  ['five stops', chatBody({ stop: ['a', 'b', 'c', 'd', 'e'] }), 'stop'],
  ['21 top_logprobs', chatBody({ top_logprobs: 21 }), 'top_logprobs'],
  ['a text as bias', chatBody({ logit_bias: { 1: 'a' } }), 'logit_bias.1'],
  ['a tool without type', chatBody({ tools: [{}] }), 'tools[0].type'],
  ['an object as tools', chatBody({ tools: tool }), 'tools'],
  ['a format without type', chatBody({ response_format: {} }), 'response_format.type'],
  ['a number as note', chatBody({ metadata: { a: 1 } }), 'metadata.a'],
]

describe("a call that OpenAI's schema forbids is refused, and the field is named", () => {
  it.each(forbidden)('%s', async (_, body, param) => {
    expectError(await stand.send({ body }), { status: 400, code: 'invalid_request', param })
    expect(callsOf(stand.world.endpoint('sin'))).toEqual([])
  })
})
