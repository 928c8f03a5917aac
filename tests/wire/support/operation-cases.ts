import { membersAt } from './members-at'
import { messageAnswers } from './message-answers'
import type { OperationCase, StreamCase, Used } from './operation-case'
import { done, event } from './raw-answers'
import { readNamedEvents } from './read-named-events'
import { responseAnswers } from './response-answers'

const model = 'gpt-4.1'
const asked = { stream: true, stream_options: { include_usage: true } }
const user = (content: string) => ({ role: 'user', content })

const regions: Readonly<Record<string, string>> = {
  sin: 'ap-southeast-1',
  fra: 'eu-central-1',
  iad: 'us-east-1',
}
const greeting = (place: string, content: string) =>
  `Hello from ${place} (${regions[place]}). You said: ${content}`

/** Reads a text that stands in pieces at a path. */
const at = (path: string) => (answer: unknown) => membersAt(answer, path).join('')

const eventsAt = (path: string) => (events: string) =>
  readNamedEvents(events)
    .flatMap(({ data }) => membersAt(data, path))
    .join('')

const usage = ({ prompt, cached, completion }: Used) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { cached_tokens: cached },
})

type Chunked = { readonly head: object; readonly part: (text: string) => object; readonly path: string }

function chunkedStream({ head, part, path }: Chunked): StreamCase {
  const chunk = (choice: object) =>
    event({ ...head, choices: [{ index: 0, finish_reason: null, ...choice }] })
  return {
    asked,
    begun: pieces => pieces.map(text => chunk(part(text))).join(''),
    rest: (_, used) =>
      chunk({ ...part(''), finish_reason: 'stop' }) +
      event({ ...head, choices: [], usage: usage(used) }) +
      done,
    textOf: eventsAt(path),
    end: '[DONE]',
    isEndedByUs: true,
  }
}

const chatHead = { id: 'chatcmpl-1', created: 1, model }
const oldHead = { id: 'cmpl-1', object: 'text_completion', created: 1, model }

/** Every operation of the table that goes to an endpoint, in its order. */
export const operationCases: readonly OperationCase[] = [
  {
    name: 'chat.completions',
    path: '/v1/chat/completions',
    errors: 'openai',
    body: (content, changes) => ({ model, messages: [user(content)], ...changes }),
    keepable: { temperature: 0 },
    limitField: 'max_tokens',
    wrong: [
      [{ messages: undefined }, 'messages'],
      [{ messages: [{ role: 'nobody', content: 'Hi' }] }, 'messages[0].role'],
      [{ temperature: 3 }, 'temperature'],
      [{ stream: 'yes' }, 'stream'],
    ],
    said: greeting,
    textOf: at('choices.message.content'),
    answer: (content, used) => {
      const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }]
      return { ...chatHead, object: 'chat.completion', choices, usage: usage(used) }
    },
    stream: chunkedStream({
      head: { ...chatHead, object: 'chat.completion.chunk' },
      part: content => ({ delta: { content } }),
      path: 'choices.delta.content',
    }),
  },
  {
    name: 'completions',
    path: '/v1/completions',
    errors: 'openai',
    body: (content, changes) => ({ model, prompt: content, ...changes }),
    keepable: { temperature: 0 },
    limitField: 'max_tokens',
    wrong: [
      [{ prompt: undefined }, 'prompt'],
      [{ prompt: [] }, 'prompt'],
      [{ logprobs: 6 }, 'logprobs'],
      [{ best_of: 21 }, 'best_of'],
    ],
    said: greeting,
    textOf: at('choices.text'),
    answer: (text, used) => {
      const choices = [{ text, index: 0, logprobs: null, finish_reason: 'stop' }]
      return { ...oldHead, choices, usage: usage(used) }
    },
    stream: chunkedStream({
      head: oldHead,
      part: text => ({ text, logprobs: null }),
      path: 'choices.text',
    }),
  },
  {
    name: 'embeddings',
    path: '/v1/embeddings',
    errors: 'openai',
    body: (content, changes) => ({ model, input: content, ...changes }),
    keepable: {},
    limitField: undefined,
    wrong: [
      [{ input: undefined }, 'input'],
      [{ input: [] }, 'input'],
      [{ dimensions: 0 }, 'dimensions'],
      [{ encoding_format: 'hex' }, 'encoding_format'],
      [{ stream: true }, 'stream'],
    ],
    said: () => 'list of 1536',
    textOf: answer =>
      `${membersAt(answer, 'object').join('')} of ${membersAt(answer, 'data.embedding').length}`,
    answer: (_, { prompt, cached }) => ({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.6, -0.8] }],
      model,
      usage: {
        prompt_tokens: prompt,
        total_tokens: prompt,
        prompt_tokens_details: { cached_tokens: cached },
      },
    }),
    stream: undefined,
  },
  {
    name: 'responses',
    path: '/v1/responses',
    errors: 'openai',
    body: (content, changes) => ({ model, input: content, ...changes }),
    keepable: { temperature: 0, store: false },
    limitField: 'max_output_tokens',
    wrong: [
      [{ max_output_tokens: 0 }, 'max_output_tokens'],
      [{ background: true }, 'background'],
      [{ conversation: 'conv_1' }, 'conversation'],
    ],
    said: greeting,
    textOf: at('output.content.text'),
    answer: responseAnswers.answer,
    stream: { ...responseAnswers.stream, textOf: deltasOf('response.output_text.delta', 'delta') },
  },
  {
    name: 'messages',
    path: '/v1/messages',
    errors: 'anthropic',
    body: (content, changes) => ({ model, max_tokens: 500, messages: [user(content)], ...changes }),
    keepable: { temperature: 0 },
    limitField: 'max_tokens',
    wrong: [
      [{ messages: undefined }, 'messages'],
      [{ max_tokens: undefined }, 'max_tokens'],
      [{ messages: [{ role: 'tool', content: 'Hi' }] }, 'messages[0].role'],
      [{ temperature: 1.1 }, 'temperature'],
    ],
    said: greeting,
    textOf: at('content.text'),
    answer: messageAnswers.answer,
    stream: { ...messageAnswers.stream, textOf: deltasOf('content_block_delta', 'delta.text') },
  },
]

/** Reads the pieces in the events of a type. */
function deltasOf(type: string, path: string): (events: string) => string {
  return events =>
    readNamedEvents(events)
      .filter(({ name }) => name === type)
      .flatMap(({ data }) => membersAt(data, path))
      .join('')
}
