import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerFromEntry } from '@/lib/cache/answer-from-entry'
import type { CacheEntry } from '@/lib/cache/cache-entry'
import { completionFromEvents } from '@/lib/cache/completion-from-events'
import { isObject } from '@/lib/openai/is-object'
import { readUsage } from '@/lib/openai/token-usage'
import { buildCall } from '../support/build-call'
import { completionText } from '../support/completion'
import { randomCompletion } from '../support/random-completion'
import { dataOf, done, finish, role, wholeStream, word } from '../support/sse'

const usage = {
  promptTokens: 20,
  completionTokens: 30,
  cachedTokens: 4,
  reasoningTokens: 5,
  audioPromptTokens: 6,
  audioCompletionTokens: 7,
}
const entry = (form: CacheEntry['form'], text: string, overrides: Partial<CacheEntry> = {}): CacheEntry => ({
  storedAt: 0,
  ttlSeconds: 60,
  form,
  text,
  usage,
  ...overrides,
})
const plainCall = buildCall()
const streamCall = buildCall({ stream: true })
const usageCall = buildCall({ stream: true, stream_options: { include_usage: true } })
const streamText = wholeStream.join('')

describe('a kept plain answer', () => {
  it('is given to a plain call to the byte', () => {
    expect(answerFromEntry(entry('plain', completionText), plainCall)).toBe(completionText)
  })

  it('is given to a stream as one', () => {
    const text = answerFromEntry(entry('plain', completionText), streamCall) ?? ''
    expect(completionFromEvents(text)?.choices).toEqual(JSON.parse(completionText).choices)
    expect(text.endsWith(done)).toBe(true)
    expect(text).not.toContain('usage')
  })

  it.each(['', '{"choices":', '5', 'null'])('cannot be a stream where it is no object: %j', text => {
    expect(answerFromEntry(entry('plain', text), streamCall)).toBeUndefined()
  })
})

describe('a kept stream', () => {
  it('is given to a stream to the byte', () => {
    expect(answerFromEntry(entry('events', streamText), streamCall)).toBe(streamText)
  })

  it('is given to a plain call as one answer with its usage', () => {
    const text = answerFromEntry(entry('events', streamText), plainCall) ?? ''
    expect(JSON.parse(text)).toEqual({
      ...completionFromEvents(streamText),
      usage: {
        prompt_tokens: 20,
        completion_tokens: 30,
        total_tokens: 50,
        prompt_tokens_details: { cached_tokens: 4, audio_tokens: 6 },
        completion_tokens_details: { reasoning_tokens: 5, audio_tokens: 7 },
      },
    })
    expect(readUsage(JSON.parse(text))).toEqual(usage)
  })

  it('has no usage where its endpoint said none', () => {
    const text = answerFromEntry(entry('events', streamText, { usage: undefined }), plainCall) ?? ''
    expect(JSON.parse(text)).not.toHaveProperty('usage')
  })

  it('cannot be a plain answer where it holds none', () => {
    expect(answerFromEntry(entry('events', done), plainCall)).toBeUndefined()
  })
})

describe('a stream that is to tell its usage', () => {
  it.each<[string, CacheEntry]>([
    ['out of a stream', entry('events', streamText)],
    ['out of a plain answer', entry('plain', completionText)],
  ])('tells it last, in an event without choices: %s', (_, kept) => {
    const data = dataOf(answerFromEntry(kept, usageCall) ?? '')
    expect(data.at(-1)).toBe('[DONE]')
    const last = data.at(-2)
    expect(last).toMatchObject({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_790_000_000,
      model: 'gpt-4-1-prod',
      choices: [],
    })
    expect(readUsage(last)).toEqual(usage)
    expect(data.slice(0, -2).every(each => isObject(each) && !('usage' in each))).toBe(true)
  })

  it('tells none where its endpoint said none', () => {
    const kept = entry('events', streamText, { usage: undefined })
    expect(answerFromEntry(kept, usageCall)).toBe(streamText)
  })

  it('tells it last also where the stream never said its end', () => {
    const data = dataOf(answerFromEntry(entry('events', role + word('a') + finish()), usageCall) ?? '')
    expect(readUsage(data.at(-1))).toEqual(usage)
  })

  it('tells it before its end also where that is written without a space', () => {
    const text = `${role + word('a') + finish()}data:[DONE]\n\n`
    const answer = answerFromEntry(entry('events', text), usageCall) ?? ''
    expect(answer.indexOf('"prompt_tokens"')).toBeLessThan(answer.indexOf('data:[DONE]'))
    expect(answer.trimEnd().endsWith('data:[DONE]')).toBe(true)
  })

  it('is not cut in two by an answer that speaks of its end', () => {
    const text = role + word('data: [DONE]') + finish()
    const answer = answerFromEntry(entry('events', text), usageCall) ?? ''
    expect(completionFromEvents(answer)?.choices).toMatchObject([{ message: { content: 'data: [DONE]' } }])
  })
})

it('whatever was said is said in either form', () => {
  fc.assert(
    fc.property(randomCompletion, completion => {
      const text = JSON.stringify(completion)
      const events = answerFromEntry(entry('plain', text), usageCall) ?? ''
      const again: unknown = JSON.parse(answerFromEntry(entry('events', events), plainCall) ?? '')
      const saidIn = (value: unknown) =>
        isObject(value) && Array.isArray(value.choices)
          ? value.choices.map(({ message, finish_reason }) => [
              message.content,
              message.refusal,
              finish_reason,
            ])
          : undefined
      expect(saidIn(again)).toEqual(saidIn(JSON.parse(text)))
    }),
  )
})
