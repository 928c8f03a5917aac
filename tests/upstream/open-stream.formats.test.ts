import { describe, expect, it } from 'vitest'
import { nothingHidden } from '@/lib/openai/redact-text'
import type { OperationName } from '@/lib/operations/operations'
import type { AttemptResult } from '@/lib/upstream/attempt-result'
import { createGuard } from '@/lib/upstream/guard'
import { openStream } from '@/lib/upstream/open-stream'
import { buildCallOf } from '../support/build-call-of'
import { createFakeEffects } from '../support/fake-effects'
import {
  messageDelta,
  messageEvent,
  messagePing,
  messageStart,
  messageStop,
  messageText,
} from '../support/message-events'
import { readStream } from '../support/read-stream'
import {
  responseCreated,
  responseEnd,
  responseEvent,
  responseObject,
  responseWord,
} from '../support/response-events'
import { done, eventStream, role, word } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'

function open(name: OperationName, pieces: readonly string[], options = {}) {
  const effects = createFakeEffects()
  const guard = createGuard(new AbortController().signal, effects)
  const body = createUpstreamBody(...pieces)
  const result = openStream(new Response(body.open(guard.signal), { headers: eventStream }), {
    call: buildCallOf(name, { stream: true }),
    mayLackFinish: false,
    hidden: nothingHidden,
    effects,
    guard,
    endsAt: effects.now() + 285_000,
    onEnd: () => {},
    ...options,
  })
  return { effects, body, guard, result }
}

const labelOf = (result: AttemptResult) => (result.kind === 'failed' ? result.failure.label : result.kind)

async function textOf(name: OperationName, pieces: readonly string[], options = {}) {
  const { effects, body, result } = open(name, pieces, options)
  body.close()
  const { value } = await effects.outcome(result)
  if (value.kind !== 'answered' || !(value.body instanceof ReadableStream)) return labelOf(value)
  const reading = readStream(value.body)
  await effects.settle()
  return reading.text
}

describe('until the first content nothing is given of', () => {
  it.each<[string, OperationName, readonly string[], string]>([
    [
      'a message',
      'messages',
      [
        messageStart,
        messagePing,
        messageEvent({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      ],
      messageEvent({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Xin' } }),
    ],
    [
      'a response',
      'responses',
      [
        responseCreated,
        responseEvent('response.in_progress', { response: responseObject('in_progress') }),
        responseEvent('response.output_item.added', { output_index: 0 }),
        responseEvent('response.content_part.added', { output_index: 0 }),
      ],
      responseWord('Xin'),
    ],
  ])('%s', async (_, name, prelude, content) => {
    const { effects, body, result } = open(name, prelude)
    let isOpen = false
    result.then(() => {
      isOpen = true
    })
    await effects.settle()
    expect(isOpen).toBe(false)
    body.push(content)
    await effects.settle()
    expect(isOpen).toBe(true)
  })
})

describe('another endpoint is tried instead of', () => {
  it.each<[string, OperationName, readonly string[]]>([
    [
      'a message that is an error',
      'messages',
      [messageEvent({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })],
    ],
    [
      'a message that is an error after its start',
      'messages',
      [messageStart, messageEvent({ type: 'error', error: { type: 'api_error', message: 'No.' } })],
    ],
    ['a message of nothing', 'messages', [messageStart, messageStop]],
    ['a message that is cut off', 'messages', [messageStart, messagePing]],
    [
      'a response that is an error',
      'responses',
      [responseCreated, responseEvent('error', { message: 'No.' })],
    ],
    [
      'a response that failed',
      'responses',
      [responseCreated, responseEvent('response.failed', { response: responseObject('failed') })],
    ],
    ['a response that is cut off', 'responses', [responseCreated]],
  ])('%s', async (_, name, pieces) => {
    expect(await textOf(name, pieces)).toMatch(/^(invalid|truncated|529)$/)
  })
})

describe('a whole stream is passed on as it is', () => {
  it.each<[string, OperationName, readonly string[]]>([
    ['a message', 'messages', [messageStart, messageText(0, 'Xin'), messageDelta(), messageStop]],
    ['a message that ends at once', 'messages', [messageStart, messageDelta(), messageStop]],
    ['a response', 'responses', [responseCreated, responseWord('Xin'), responseEnd()]],
    ['a response whose only content is in its end', 'responses', [responseCreated, responseEnd()]],
  ])('%s', async (_, name, pieces) => {
    expect(await textOf(name, pieces)).toBe(pieces.join(''))
  })
})

it('an endpoint that may leave out why an answer ended has it added', async () => {
  const text = await textOf('chat.completions', [role, word('Xin'), done], { mayLackFinish: true })
  expect(text.match(/"finish_reason":"stop"/g)).toHaveLength(1)
})
