import fc from 'fast-check'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { eventsFromTextCompletion } from '@/lib/cache/events-from-text-completion'
import { textCompletionFromEvents } from '@/lib/cache/text-completion-from-events'
import { completionFormat } from '@/lib/operations/completion-format'
import { isComplete } from '@/lib/upstream/stream-progress'
import { asSent } from '../support/as-sent'
import { progressOf } from '../support/progress-of'
import { randomTextCompletion } from '../support/random-text-completion'
import { dataOf, eventStream } from '../support/sse'

describe('the stream of a plain completion', () => {
  it('is one event for each of its texts, and no usage', () => {
    const head = { id: 'cmpl-1', object: 'text_completion', created: 1, model: 'm' }
    const choices = [
      { text: 'a', index: 0, logprobs: null, finish_reason: 'stop' },
      { text: 'b', index: 1, logprobs: { tokens: ['b'] }, finish_reason: 'length' },
    ]
    const usage = { prompt_tokens: 1, completion_tokens: 2 }
    expect(dataOf(eventsFromTextCompletion({ ...head, choices, usage }))).toEqual([
      { ...head, choices: [choices[0]] },
      { ...head, choices: [choices[1]] },
      '[DONE]',
    ])
  })

  it('put together again is that completion', () => {
    fc.assert(
      fc.property(randomTextCompletion, completion => {
        expect(textCompletionFromEvents(eventsFromTextCompletion(completion))).toEqual(asSent(completion))
      }),
    )
  })

  it('is read to its end by those who read streams', () => {
    fc.assert(
      fc.property(randomTextCompletion, completion => {
        const progress = progressOf(eventsFromTextCompletion(completion), completionFormat)
        expect(progress).toMatchObject({ isDone: true, hasContent: true, usage: undefined })
        expect(isComplete({ ...progress, isDone: false }, completion.choices.length)).toBe(true)
      }),
    )
  })

  it('says the same to the official client', async () => {
    const run = async (completion: Parameters<typeof eventsFromTextCompletion>[0]) => {
      const fetch = async () => new Response(eventsFromTextCompletion(completion), { headers: eventStream })
      const client = new OpenAI({ apiKey: 'sk-any', baseURL: 'https://gateway.example.com/v1', fetch })
      const stream = await client.completions.create({ model: 'm', prompt: 'x', stream: true })
      const heard: unknown[] = []
      for await (const chunk of stream) heard.push(...chunk.choices)
      return heard
    }
    await fc.assert(
      fc.asyncProperty(randomTextCompletion, async completion => {
        expect(await run(completion)).toEqual(asSent(completion.choices))
      }),
      { numRuns: 20 },
    )
  })

  it.each([{}, { choices: null }, { choices: [] }, { choices: [null, 5] }])(
    'is its end alone where there is nothing: %j',
    completion => {
      expect(eventsFromTextCompletion(completion)).toBe('data: [DONE]\n\n')
    },
  )
})
