import type Anthropic from '@anthropic-ai/sdk'
import { describe, expect, it } from 'vitest'
import { readMessageEvent } from '@/lib/operations/read-message-event'
import { advance, untouched } from '@/lib/upstream/stream-progress'

type Delta = Anthropic.RawContentBlockDelta
type StopReason = Anthropic.StopReason
type EventType = Anthropic.RawMessageStreamEvent['type']

const quiet = { kind: 'chunk', hasContent: false, finished: [], usage: undefined, isUsageOnly: false }

const begun = (usage: Readonly<Record<string, unknown>>) => ({ type: 'message_start', message: { usage } })
const ended = (
  usage: Readonly<Record<string, unknown>> | undefined,
  stop_reason: string | null = 'end_turn',
) => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence: null },
  usage,
})

describe('an event of a message', () => {
  // Every kind of event that the official client knows: one that is new to it does not compile here.
  const kinds: Readonly<Record<EventType, readonly [kind: string, hasContent: boolean]>> = {
    message_start: ['chunk', false],
    content_block_start: ['chunk', false],
    content_block_delta: ['chunk', true],
    content_block_stop: ['chunk', false],
    message_delta: ['chunk', false],
    message_stop: ['done', false],
  }

  it.each(Object.entries(kinds))('is read for what it is: %s', (type, [kind, hasContent]) => {
    const facts = readMessageEvent({ type })
    expect([facts.kind, facts.kind === 'chunk' && facts.hasContent]).toEqual([kind, hasContent])
  })

  it.each([{}, { type: null }, { type: 'content_block_paused' }, { type: 'message_moved' }])(
    'is no content and no error where it is %j',
    event => {
      expect(readMessageEvent(event)).toEqual(quiet)
    },
  )

  it.each([{ type: 'ping' }, { type: 'ping', error: null }, { type: 'yet_to_be_invented' }])(
    'says no more than a comment where it is no part of a message: %j',
    event => {
      expect(readMessageEvent(event)).toEqual({ kind: 'comment' })
    },
  )

  const deltas: Readonly<Record<Delta['type'], Readonly<Record<string, unknown>>>> = {
    text_delta: { text: 'Ch' },
    input_json_delta: { partial_json: '{' },
    thinking_delta: { thinking: 'Hm' },
    signature_delta: { signature: 'AA' },
    citations_delta: { citation: { type: 'char_location' } },
  }

  it.each(Object.entries(deltas))('carries a part of the answer: %s', (type, fields) => {
    expect(readMessageEvent({ type: 'content_block_delta', index: 0, delta: { type, ...fields } })).toEqual({
      ...quiet,
      hasContent: true,
    })
  })
})

describe('the end of a message', () => {
  const reasons: Readonly<Record<StopReason, true>> = {
    end_turn: true,
    max_tokens: true,
    stop_sequence: true,
    tool_use: true,
    pause_turn: true,
    refusal: true,
    model_context_window_exceeded: true,
  }

  it.each(Object.keys(reasons))('is that of its one answer, even of an empty one: %s', reason => {
    expect(readMessageEvent(ended(undefined, reason))).toEqual({ ...quiet, hasContent: true, finished: [0] })
  })

  it('is not reached where no reason is told', () => {
    expect(readMessageEvent(ended({ output_tokens: 5 }, null))).toMatchObject({
      hasContent: false,
      finished: [],
      usage: { completionTokens: 5 },
    })
  })
})

describe('the tokens of a message', () => {
  const usageOf = (...events: readonly Readonly<Record<string, unknown>>[]) =>
    events.map(readMessageEvent).reduce(advance, untouched).usage

  const opening = begun({
    input_tokens: 20,
    cache_creation_input_tokens: 10,
    cache_read_input_tokens: 4000,
    output_tokens: 1,
  })

  it('are those of its beginning and those of its end', () => {
    expect(usageOf(opening, ended({ output_tokens: 30 }))).toMatchObject({
      promptTokens: 4030,
      cachedTokens: 4000,
      completionTokens: 30,
    })
  })

  it('are not known before its end', () => {
    expect(usageOf(opening)).toBeUndefined()
    expect(readMessageEvent(opening)).toMatchObject({
      openingUsage: { promptTokens: 4030 },
      usage: undefined,
    })
  })

  it('are those of its end where that tells all of them again', () => {
    const all = {
      input_tokens: 25,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 5000,
      output_tokens: 30,
    }
    expect(usageOf(opening, ended(all))).toMatchObject({
      promptTokens: 5025,
      cachedTokens: 5000,
      completionTokens: 30,
    })
  })

  it('are those of its beginning where its end says nothing of the prompt, or that it was nothing', () => {
    expect(usageOf(opening, ended({ input_tokens: 0, output_tokens: 30 }))).toMatchObject({
      promptTokens: 4030,
    })
    expect(usageOf(opening, ended({ input_tokens: null, output_tokens: 30 }))).toMatchObject({
      promptTokens: 4030,
    })
  })

  it('are of the cache as its beginning told where its end leaves that out', () => {
    const partly = { input_tokens: 20, cache_read_input_tokens: null, output_tokens: 30 }
    expect(usageOf(opening, ended(partly))).toMatchObject({ promptTokens: 4030, cachedTokens: 4000 })
  })

  it('tell what was thought', () => {
    const thought = { output_tokens: 30, output_tokens_details: { thinking_tokens: 12 } }
    expect(usageOf(opening, ended(thought))).toMatchObject({ completionTokens: 30, reasoningTokens: 12 })
  })

  it.each([
    undefined,
    {},
    { output_tokens: null },
    { output_tokens: '5' },
    { output_tokens: 1.5 },
    { output_tokens: -5 },
    { output_tokens: 1e12 },
  ])('are unknown where its end says %j', usage => {
    expect(usageOf(opening, ended(usage))).toBeUndefined()
  })
})

describe('an error', () => {
  const error = { type: 'overloaded_error', message: 'Overloaded' }

  it.each([{ type: 'error', error }, { error }, { type: 'ping', error }])('is told whole: %j', event => {
    expect(readMessageEvent(event)).toEqual({ kind: 'error', body: event })
  })
})
