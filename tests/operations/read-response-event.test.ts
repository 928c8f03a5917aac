import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { readResponseEvent } from '@/lib/operations/read-response-event'

type EventType = OpenAI.Responses.ResponseStreamEvent['type']
type Meaning = 'opening' | 'content' | 'end' | 'error'

// Every kind of event that the official client knows: one that is new to it does not compile here.
const meanings: Readonly<Record<EventType, Meaning>> = {
  'response.created': 'opening',
  'response.queued': 'opening',
  'response.in_progress': 'opening',
  'response.output_item.added': 'opening',
  'response.content_part.added': 'opening',
  'response.reasoning_summary_part.added': 'opening',
  'response.output_text.delta': 'content',
  'response.output_text.done': 'content',
  'response.refusal.delta': 'content',
  'response.refusal.done': 'content',
  'response.function_call_arguments.delta': 'content',
  'response.function_call_arguments.done': 'content',
  'response.custom_tool_call_input.delta': 'content',
  'response.custom_tool_call_input.done': 'content',
  'response.reasoning_text.delta': 'content',
  'response.reasoning_text.done': 'content',
  'response.reasoning_summary_text.delta': 'content',
  'response.reasoning_summary_text.done': 'content',
  'response.reasoning_summary_part.done': 'content',
  'response.content_part.done': 'content',
  'response.output_item.done': 'content',
  'response.output_text.annotation.added': 'content',
  'response.audio.delta': 'content',
  'response.audio.done': 'content',
  'response.audio.transcript.delta': 'content',
  'response.audio.transcript.done': 'content',
  'response.code_interpreter_call_code.delta': 'content',
  'response.code_interpreter_call_code.done': 'content',
  // A tool that is at work is not set to work again elsewhere.
  'response.code_interpreter_call.in_progress': 'content',
  'response.code_interpreter_call.interpreting': 'content',
  'response.code_interpreter_call.completed': 'content',
  'response.file_search_call.in_progress': 'content',
  'response.file_search_call.searching': 'content',
  'response.file_search_call.completed': 'content',
  'response.web_search_call.in_progress': 'content',
  'response.web_search_call.searching': 'content',
  'response.web_search_call.completed': 'content',
  'response.image_generation_call.in_progress': 'content',
  'response.image_generation_call.generating': 'content',
  'response.image_generation_call.partial_image': 'content',
  'response.image_generation_call.completed': 'content',
  'response.mcp_call_arguments.delta': 'content',
  'response.mcp_call_arguments.done': 'content',
  'response.mcp_call.in_progress': 'content',
  'response.mcp_call.completed': 'content',
  'response.mcp_call.failed': 'content',
  'response.mcp_list_tools.in_progress': 'content',
  'response.mcp_list_tools.completed': 'content',
  'response.mcp_list_tools.failed': 'content',
  'response.completed': 'end',
  'response.incomplete': 'end',
  'response.failed': 'error',
  error: 'error',
}

function meaningOf(type: string): Meaning {
  const facts = readResponseEvent({ type, sequence_number: 1, response: { id: 'resp_1', output: [] } })
  if (facts.kind === 'done') return 'end'
  if (facts.kind === 'chunk') return facts.hasContent ? 'content' : 'opening'
  return 'error'
}

describe('an event of a response', () => {
  it.each(Object.entries(meanings))('is read for what it is: %s, %s', (type, meaning) => {
    expect(meaningOf(type)).toBe(meaning)
  })

  it.each(['keepalive', 'ping', 'yet.to.be.invented'])(
    'says no more than a comment where it is no part of a response: %s',
    type => {
      expect(readResponseEvent({ type, sequence_number: 3 })).toEqual({ kind: 'comment' })
    },
  )

  it('is a part of the answer though it is yet to be invented', () => {
    expect(meaningOf('response.dream.delta')).toBe('content')
  })

  it.each([{}, { type: null }, { type: 5 }])('is no content where it does not say what it is: %j', event => {
    expect(readResponseEvent(event)).toMatchObject({ kind: 'chunk', hasContent: false })
  })

  it('ends no choice and tells no usage before its end', () => {
    const facts = readResponseEvent({
      type: 'response.created',
      response: { usage: { input_tokens: 1, output_tokens: 0 } },
    })
    expect(facts).toEqual({
      kind: 'chunk',
      hasContent: false,
      finished: [],
      usage: undefined,
      isUsageOnly: false,
    })
  })
})

describe('the end', () => {
  const usage = { input_tokens: 20, output_tokens: 30 }

  it.each(['response.completed', 'response.incomplete'])(
    'is the whole answer, with its tokens and its id: %s',
    type => {
      expect(readResponseEvent({ type, response: { id: 'resp_1', usage } })).toMatchObject({
        kind: 'done',
        hasAnswer: true,
        usage: { promptTokens: 20, completionTokens: 30 },
        answerIds: ['resp_1'],
      })
    },
  )

  it.each<unknown>([undefined, null, {}, { id: 5, usage: null }])('may say nothing of both: %j', response => {
    expect(readResponseEvent({ type: 'response.completed', response })).toEqual({
      kind: 'done',
      hasAnswer: true,
      usage: undefined,
      answerIds: [],
    })
  })
})

describe('an error', () => {
  const told = { code: 'server_error', message: 'Overloaded.' }

  it('is read where its fields are those of the event, as OpenAI writes it', () => {
    const facts = readResponseEvent({ type: 'error', ...told, param: null, sequence_number: 3 })
    expect(facts).toMatchObject({ kind: 'error', body: { error: told } })
  })

  it.each([
    { type: 'error', error: told },
    { error: told },
    { type: 'response.output_text.delta', error: told },
  ])('is read where it is an object of its own: %j', event => {
    expect(readResponseEvent(event)).toEqual({ kind: 'error', body: event })
  })

  it('is that of a response which failed', () => {
    const response = { status: 'failed', error: told, output: [] }
    expect(readResponseEvent({ type: 'response.failed', response })).toEqual({
      kind: 'error',
      body: { error: { type: 'server_error', ...told } },
    })
  })

  it('is none where it is null', () => {
    expect(readResponseEvent({ type: 'response.output_text.delta', delta: 'a', error: null })).toMatchObject({
      kind: 'chunk',
      hasContent: true,
    })
  })
})
