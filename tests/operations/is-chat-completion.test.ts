import { expect, it } from 'vitest'
import { isChatCompletion } from '@/lib/operations/is-chat-completion'

const choices = [{ index: 0, message: { role: 'assistant', content: 'Chào' }, finish_reason: 'stop' }]

it.each<[string, unknown]>([
  ['one choice', { object: 'chat.completion', choices }],
  ['several', { choices: [...choices, ...choices] }],
  ['an error that is null', { error: null, choices }],
])('a completion has %s', (_, body) => {
  expect(isChatCompletion(body)).toBe(true)
})

it.each<[string, unknown]>([
  ['an error object', { error: { message: 'x' } }],
  ['an error beside choices', { error: { message: 'x' }, choices }],
  ['an error in words beside choices', { error: 'x', choices }],
  ['no choices', { object: 'chat.completion' }],
  ['an empty list of choices', { choices: [] }],
  ['choices that are no list', { choices: { 0: choices[0] } }],
  ['a list', choices],
  ['a text', 'Chào'],
  ['null', null],
  ['what is no JSON', undefined],
])('no completion is %s', (_, body) => {
  expect(isChatCompletion(body)).toBe(false)
})
