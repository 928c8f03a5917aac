import { expect, it } from 'vitest'
import { hiddenTexts } from '@/lib/upstream/hidden-texts'
import { upstreamEndpoint } from '../support/upstream-endpoint'

const sin = upstreamEndpoint('sin', {})

it('an endpoint’s host and its key are hidden', () => {
  const { words } = hiddenTexts(sin, { key: 'upstream-key', call: { request: {} } })
  expect(words()).toEqual(['upstream-key', 'sin.example.com', 'sin.example.com'])
  expect(hiddenTexts(sin, { key: undefined, call: { request: {} } }).words()).not.toContain(undefined)
})

it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
  ['messages', { messages: [{ role: 'assistant', content: 'said' }] }, ['said']],
  ['parts', { messages: [{ role: 'user', content: [{ type: 'text', text: 'part' }] }] }, ['part']],
  ['a prompt', { prompt: ['one', 'two'] }, ['one', 'two']],
  ['an input', { input: [{ type: 'message', content: 'in' }], instructions: 'how' }, ['in', 'how']],
  ['a system text', { system: [{ type: 'text', text: 'rules' }] }, ['rules']],
  [
    'nothing else',
    { model: 'gpt-4.1', tools: [{ type: 'function', function: { name: 'f' } }], user: 'u' },
    [],
  ],
])('what the caller says in %s is hidden', (_, request, texts) => {
  expect(hiddenTexts(sin, { key: undefined, call: { request } }).prompts()).toEqual(texts)
})
