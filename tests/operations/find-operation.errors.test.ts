import { expect, it } from 'vitest'
import { errorShapeOf } from '@/lib/operations/find-operation'

it("those who write messages are told of errors in Anthropic's words", () => {
  expect(errorShapeOf('/messages', new Headers())).toBe('anthropic')
})

it.each(['/models', '/models/claude'])('and those who list the models as its clients do: %s', path => {
  expect(errorShapeOf(path, new Headers({ 'anthropic-version': '2023-06-01' }))).toBe('anthropic')
  expect(errorShapeOf('/chat/completions', new Headers({ 'anthropic-version': '2023-06-01' }))).toBe('openai')
})

it('who makes responses is told of them in events of theirs', () => {
  expect(errorShapeOf('/responses', new Headers())).toBe('responses')
})

it.each([
  '/chat/completions',
  '/completions',
  '/embeddings',
  '/models',
  '/models/messages',
  '/Messages',
  '/messagesx',
  '',
  '/',
  '/nowhere',
  '/__proto__',
])("all others in OpenAI's: %j", path => {
  expect(errorShapeOf(path, new Headers())).toBe('openai')
})
