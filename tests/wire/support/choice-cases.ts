import { type Asked, chatBody } from './send-to'

const tools = [
  { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } },
]
const picture = {
  role: 'user',
  content: [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
  ],
}
const long = [{ role: 'user', content: 'word '.repeat(8000) }]
const chat = (changes: object = {}) => ({ body: chatBody({ model: 'auto', ...changes }) })

/** A call that asks for `auto`, and what becomes of it where `model-choice.test.ts` has its endpoints and catalogue. */
type ChoiceCase = {
  readonly what: string
  /** `warm` without it. */
  readonly plan?: string
  readonly operation?: string
  readonly asked: Asked
  readonly model: string
  readonly priority: string
  /** The other models, each with why it lost. */
  readonly lost: Readonly<Record<string, string>>
}

const dearer = (...models: string[]) => Object.fromEntries(models.map(model => [model, 'costs-more']))
const unknown = { stranger: 'not-in-catalogue' }
const withoutImages = { tiny: 'no-images', cheap: 'no-images' }
const withoutThought = {
  tiny: 'no-reasoning',
  cheap: 'no-reasoning',
  seer: 'no-reasoning',
  'gpt-4.1': 'no-reasoning',
}
const worseThanSage = Object.fromEntries(
  ['gpt-4.1', 'seer', 'cheap', 'tiny'].map(model => [model, 'lower-quality']),
)

/** Calls of every shape that a choice goes by. */
export const choiceCases: readonly ChoiceCase[] = [
  {
    what: 'a short chat',
    asked: chat(),
    model: 'tiny',
    priority: 'cost',
    lost: { ...dearer('cheap', 'seer', 'gpt-4.1', 'sage'), ...unknown },
  },
  {
    what: 'a long prompt',
    asked: chat({ messages: long }),
    model: 'seer',
    priority: 'cost',
    lost: { tiny: 'quality-too-low', cheap: 'quality-too-low', ...dearer('gpt-4.1', 'sage'), ...unknown },
  },
  {
    what: 'a long answer',
    asked: chat({ max_completion_tokens: 20_000 }),
    model: 'cheap',
    priority: 'cost',
    lost: { tiny: 'window-too-small', ...dearer('seer', 'gpt-4.1', 'sage'), ...unknown },
  },
  {
    what: 'a call with tools',
    asked: chat({ tools }),
    model: 'seer',
    priority: 'cost',
    lost: { tiny: 'no-tools', cheap: 'quality-too-low', ...dearer('gpt-4.1', 'sage'), ...unknown },
  },
  {
    what: 'a call with a picture',
    asked: chat({ messages: [picture] }),
    model: 'seer',
    priority: 'cost',
    lost: { ...withoutImages, ...dearer('gpt-4.1', 'sage'), ...unknown },
  },
  {
    what: 'reasoning_effort high',
    asked: chat({ reasoning_effort: 'high' }),
    model: 'sage',
    priority: 'quality',
    lost: { ...withoutThought, ...unknown },
  },
  {
    what: 'reasoning_effort medium',
    asked: chat({ reasoning_effort: 'medium' }),
    model: 'sage',
    priority: 'cost',
    lost: { ...withoutThought, ...unknown },
  },
  ...['low', 'none'].map(effort => ({
    what: `reasoning_effort ${effort}`,
    asked: chat({ reasoning_effort: effort }),
    model: 'cheap',
    priority: 'speed',
    lost: { tiny: 'slower', 'gpt-4.1': 'slower', seer: 'slower', sage: 'slower', ...unknown },
  })),
  {
    what: 'reasoning_effort none with tools',
    asked: chat({ reasoning_effort: 'none', tools }),
    model: 'gpt-4.1',
    priority: 'speed',
    lost: { tiny: 'no-tools', cheap: 'quality-too-low', seer: 'slower', sage: 'slower', ...unknown },
  },
  {
    what: 'a plan that wants it cheap, whatever the effort',
    plan: 'thrifty',
    asked: chat({ reasoning_effort: 'low' }),
    model: 'tiny',
    priority: 'cost',
    lost: { ...dearer('cheap', 'seer', 'gpt-4.1', 'sage'), ...unknown },
  },
  {
    what: 'a plan that wants it good',
    plan: 'fine',
    asked: chat(),
    model: 'sage',
    priority: 'quality',
    lost: { ...worseThanSage, ...unknown },
  },
  {
    what: 'a task that wants it good, in a plan that wants it cheap',
    plan: 'thrifty',
    asked: { ...chat(), headers: { 'x-task': 'best' } },
    model: 'sage',
    priority: 'quality',
    lost: { ...worseThanSage, ...unknown },
  },
  {
    what: 'a plan of two models',
    plan: 'pair',
    asked: chat(),
    model: 'gpt-4.1',
    priority: 'cost',
    lost: dearer('sage'),
  },
  {
    what: 'a country whose zone has two models',
    asked: { ...chat(), headers: { 'x-vercel-ip-country': 'DE' } },
    model: 'cheap',
    priority: 'cost',
    lost: dearer('gpt-4.1'),
  },
  {
    what: 'a plan of one zone',
    plan: 'european',
    asked: chat(),
    model: 'cheap',
    priority: 'cost',
    lost: dearer('gpt-4.1'),
  },
  {
    what: 'a stream',
    asked: chat({ stream: true }),
    model: 'tiny',
    priority: 'cost',
    lost: { ...dearer('cheap', 'seer', 'gpt-4.1', 'sage'), ...unknown },
  },
  {
    what: 'embeddings',
    operation: 'embeddings',
    asked: { path: '/v1/embeddings', body: { model: 'auto', input: 'Xin chào' } },
    model: 'vectors',
    priority: 'cost',
    lost: {},
  },
  {
    what: 'a response',
    operation: 'responses',
    asked: { path: '/v1/responses', body: { model: 'auto', input: 'Xin chào' } },
    model: 'cheap',
    priority: 'cost',
    lost: { ...dearer('seer', 'gpt-4.1', 'sage'), ...unknown },
  },
  {
    what: 'Anthropic’s messages with thought',
    operation: 'messages',
    asked: {
      path: '/v1/messages',
      headers: { 'anthropic-version': '2023-06-01' },
      body: {
        model: 'auto',
        max_tokens: 2000,
        thinking: { type: 'enabled', budget_tokens: 1024 },
        messages: [{ role: 'user', content: 'Xin chào' }],
      },
    },
    model: 'sage',
    priority: 'quality',
    lost: { cheap: 'no-reasoning', seer: 'no-reasoning', 'gpt-4.1': 'no-reasoning', ...unknown },
  },
]
