import { describe, expect, it } from 'vitest'
import { answerForms } from '@/lib/cache/answer-form'
import { answerFromEntry } from '@/lib/cache/answer-from-entry'
import type { CacheEntry } from '@/lib/cache/cache-entry'
import { isObject } from '@/lib/openai/is-object'
import { readUsage } from '@/lib/openai/token-usage'
import { callFor } from '../support/call-for'
import { plainAnswers } from '../support/plain-answers'
import { dataOf } from '../support/sse'

const usage = {
  promptTokens: 20,
  completionTokens: 30,
  cachedTokens: 4,
  reasoningTokens: 5,
  audioPromptTokens: 6,
  audioCompletionTokens: 7,
}
const entry = (form: CacheEntry['form'], text: string): CacheEntry => ({
  storedAt: 0,
  ttlSeconds: 60,
  form,
  text,
  usage,
})

const formats = [
  ['completions', 'completion'],
  ['responses', 'response'],
  ['messages', 'message'],
] as const

describe.each(formats)('an answer to %s', (operation, format) => {
  const plainText = JSON.stringify(plainAnswers[format], null, 1)
  const events = answerForms[format].toEvents(plainAnswers[format]) ?? ''
  const plainCall = callFor(operation)
  const streamCall = callFor(operation, { stream: true })

  it('that is plain is given to a plain call to the byte', () => {
    expect(answerFromEntry(entry('plain', plainText), plainCall)).toBe(plainText)
  })

  it('that is plain is given to a stream as the events that it would have been', () => {
    expect(answerFromEntry(entry('plain', plainText), streamCall)).toBe(events)
  })

  it('that is a stream is given to a stream to the byte', () => {
    expect(answerFromEntry(entry('events', `: comment\n\n${events}`), streamCall)).toBe(
      `: comment\n\n${events}`,
    )
  })

  it('that is a stream is given to a plain call put together', () => {
    const { usage: _, ...expected } = plainAnswers[format]
    expect(JSON.parse(answerFromEntry(entry('events', events), plainCall) ?? '')).toMatchObject(expected)
  })

  it('that cannot be brought into the other form is not given', () => {
    expect(answerFromEntry(entry('events', 'data: [DONE]\n\n'), plainCall)).toBeUndefined()
    expect(answerFromEntry(entry('plain', '{'), streamCall)).toBeUndefined()
  })
})

describe('the usage', () => {
  const eventsOf = (format: 'completion' | 'response' | 'message') =>
    answerForms[format].toEvents(plainAnswers[format]) ?? ''
  const asPlain = (operation: (typeof formats)[number][0], format: (typeof formats)[number][1]) =>
    JSON.parse(answerFromEntry(entry('events', eventsOf(format)), callFor(operation)) ?? '')

  it('of a completion is that of the entry, since its events do not tell it', () => {
    expect(readUsage(asPlain('completions', 'completion'))).toEqual(usage)
  })

  it.each([
    ['responses', 'response'],
    ['messages', 'message'],
  ] as const)('of %s is as its events tell it, in its own words', (operation, format) => {
    expect(asPlain(operation, format).usage).toEqual(plainAnswers[format].usage)
  })

  it('of a completion is told last where its stream is to tell it', () => {
    const asking = callFor('completions', { stream: true, stream_options: { include_usage: true } })
    for (const kept of [
      entry('plain', JSON.stringify(plainAnswers.completion)),
      entry('events', eventsOf('completion')),
    ]) {
      const data = dataOf(answerFromEntry(kept, asking) ?? '')
      expect(data.at(-1)).toBe('[DONE]')
      expect(data.at(-2)).toMatchObject({
        id: 'cmpl-1',
        object: 'text_completion',
        model: 'instruct-prod',
        choices: [],
      })
      expect(readUsage(data.at(-2))).toEqual(usage)
      expect(data.slice(0, -2).every(each => isObject(each) && !('usage' in each))).toBe(true)
    }
  })

  it.each([
    ['responses', 'response'],
    ['messages', 'message'],
  ] as const)('of %s is told once, whatever its caller says of it', (operation, format) => {
    const asking = callFor(operation, { stream: true, stream_options: { include_usage: true } })
    expect(answerFromEntry(entry('events', eventsOf(format)), asking)).toBe(eventsOf(format))
  })
})

describe('vectors', () => {
  const text = JSON.stringify(plainAnswers.embedding)

  it('are given again to the byte', () => {
    expect(answerFromEntry(entry('plain', text), callFor('embeddings'))).toBe(text)
  })

  it('are never put together out of events', () => {
    expect(answerFromEntry(entry('events', `data: ${text}\n\n`), callFor('embeddings'))).toBeUndefined()
  })
})
