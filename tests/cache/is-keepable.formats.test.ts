import type Anthropic from '@anthropic-ai/sdk'
import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { answerForms } from '@/lib/cache/answer-form'
import { isKeepable } from '@/lib/cache/is-keepable'
import { plainAnswers } from '../support/plain-answers'

type Fields = Readonly<Record<string, unknown>>
type Format = 'completion' | 'response' | 'message'

const keeps = (format: Format, changes: Fields) => {
  const answer = { ...plainAnswers[format], ...changes }
  const events = answerForms[format].toEvents(answer) ?? ''
  return [
    isKeepable({ form: 'plain', text: JSON.stringify(answer) }, format),
    isKeepable({ form: 'events', text: events }, format),
  ]
}

// Every reason that the official clients know: one that is new to them does not compile here.
const stops: Readonly<Record<Anthropic.StopReason, boolean>> = {
  end_turn: true,
  tool_use: true,
  stop_sequence: true,
  max_tokens: false,
  pause_turn: false,
  refusal: false,
  model_context_window_exceeded: false,
}
const statuses: Readonly<Record<OpenAI.Responses.ResponseStatus, boolean>> = {
  completed: true,
  incomplete: false,
  failed: false,
  in_progress: false,
  queued: false,
  cancelled: false,
}
const ends: Readonly<Record<OpenAI.CompletionChoice['finish_reason'], boolean>> = {
  stop: true,
  length: false,
  content_filter: false,
}

describe('an answer may be given again where it is whole, plain or as a stream:', () => {
  it.each(Object.entries(stops))('a message that ended by %s: %j', (stop_reason, isKept) => {
    expect(keeps('message', { stop_reason })).toEqual([isKept, isKept])
  })

  it.each(Object.entries(statuses))('a response that is %s: %j', (status, isKept) => {
    expect(keeps('response', { status })).toEqual([isKept, isKept])
  })

  it.each(Object.entries(ends))('a completion that ended by %s: %j', (finish_reason, isKept) => {
    const choices = [{ text: 'a', index: 0, logprobs: null, finish_reason }]
    expect(keeps('completion', { choices })).toEqual([isKept, isKept])
  })

  it('vectors, which are never a stream', () => {
    expect(isKeepable({ form: 'plain', text: JSON.stringify(plainAnswers.embedding) }, 'embedding')).toBe(
      true,
    )
    expect(isKeepable({ form: 'plain', text: '{"data":[]}' }, 'embedding')).toBe(false)
    expect(isKeepable({ form: 'events', text: 'data: {"data":[1]}\n\n' }, 'embedding')).toBe(false)
  })
})

describe.each(['completion', 'embedding', 'response', 'message'] as const)('a %s', format => {
  it.each(['', '{', 'null', '5', '[]', '{}', '{"error":{"message":"No."}}'])(
    'is none where it is %j',
    text => {
      expect(isKeepable({ form: 'plain', text }, format)).toBe(false)
      expect(isKeepable({ form: 'events', text: `data: ${text}\n\n` }, format)).toBe(false)
    },
  )
})

it('a message without its end is not kept', () => {
  const events = answerForms.message.toEvents(plainAnswers.message) ?? ''
  const text = events.slice(0, events.indexOf('event: message_delta'))
  expect(isKeepable({ form: 'events', text }, 'message')).toBe(false)
})

it('a response without its end is not kept', () => {
  const events = answerForms.response.toEvents(plainAnswers.response) ?? ''
  const text = events.slice(0, events.indexOf('event: response.completed'))
  expect(isKeepable({ form: 'events', text }, 'response')).toBe(false)
})
