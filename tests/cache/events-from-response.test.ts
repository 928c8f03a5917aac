import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsFromResponse } from '@/lib/cache/events-from-response'
import { responseFromEvents } from '@/lib/cache/response-from-events'
import { isObject } from '@/lib/openai/is-object'
import { readResponseUsage } from '@/lib/operations/read-response-usage'
import { responseFormat } from '@/lib/operations/response-format'
import { isComplete } from '@/lib/upstream/stream-progress'
import { asSent } from '../support/as-sent'
import { progressOf } from '../support/progress-of'
import { randomResponse } from '../support/random-response'
import { dataOf } from '../support/sse'

const head = { id: 'resp_1', object: 'response', status: 'completed', model: 'm', error: null }
const text = { type: 'output_text', text: 'Chào', annotations: [] }
const message = { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: [text] }
const usage = { input_tokens: 1, output_tokens: 2 }

const told = (response: Readonly<Record<string, unknown>>) =>
  dataOf(namelessly(eventsFromResponse(response))).filter(isObject)
const namelessly = (events: string) => events.replaceAll(/^event: .*\n/gm, '')
const typesOf = (...output: readonly unknown[]) => told({ ...head, output }).map(({ type }) => type)
const ofType = (type: string, ...output: readonly unknown[]) =>
  told({ ...head, output }).filter(event => event.type === type)

describe('the stream of a plain response', () => {
  it('is told in the order in which OpenAI tells it', () => {
    expect(typesOf(message)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
  })

  it('begins with nothing of it', () => {
    const begun = { ...head, status: 'in_progress', output: [], usage: null }
    const [created, inProgress] = told({ ...head, output: [message], usage })
    expect(created).toEqual({ type: 'response.created', sequence_number: 0, response: begun })
    expect(inProgress).toEqual({ type: 'response.in_progress', sequence_number: 1, response: begun })
  })

  it('ends with all of it', () => {
    const whole = { ...head, output: [message], usage }
    expect(told(whole).at(-1)).toMatchObject({ type: 'response.completed', response: whole })
  })

  it('ends as one that was cut off, where it was', () => {
    const cut = {
      ...head,
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [message],
    }
    expect(told(cut).at(-1)).toMatchObject({ type: 'response.incomplete', response: cut })
  })

  it('counts its events and calls each by its name', () => {
    const events = eventsFromResponse({ ...head, output: [message, message] })
    expect(told({ ...head, output: [message, message] }).map(each => each.sequence_number)).toEqual(
      Array.from({ length: 15 }, (_, index) => index),
    )
    const named = [...events.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)]
    expect(named).toHaveLength(15)
    for (const [, name, data = ''] of named) expect(JSON.parse(data)).toMatchObject({ type: name })
  })

  it('says of each part where it belongs', () => {
    const second = { ...message, id: 'msg_2', content: [{ type: 'refusal', refusal: 'No.' }, text] }
    expect(ofType('response.output_text.delta', message, second)).toMatchObject([
      { item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'Chào' },
      { item_id: 'msg_2', output_index: 1, content_index: 1, delta: 'Chào' },
    ])
    expect(ofType('response.refusal.delta', message, second)).toMatchObject([
      { item_id: 'msg_2', output_index: 1, content_index: 0, delta: 'No.' },
    ])
    expect(ofType('response.refusal.done', second)).toMatchObject([{ refusal: 'No.' }])
  })

  it('calls a function in one piece', () => {
    const call = {
      type: 'function_call',
      id: 'fc_1',
      status: 'completed',
      call_id: 'c1',
      name: 'weather',
      arguments: '{"x":1}',
    }
    expect(told({ ...head, output: [call] }).slice(2, -1)).toMatchObject([
      { type: 'response.output_item.added', item: { ...call, status: 'in_progress', arguments: '' } },
      { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 0, delta: '{"x":1}' },
      {
        type: 'response.function_call_arguments.done',
        item_id: 'fc_1',
        output_index: 0,
        arguments: '{"x":1}',
      },
      { type: 'response.output_item.done', item: call },
    ])
  })

  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    [
      'what was thought',
      'response.reasoning_summary_text.delta',
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'CANARY' }] },
    ],
    [
      'what is said to a tool in words of its own',
      'response.custom_tool_call_input.delta',
      { type: 'custom_tool_call', id: 'ct_1', call_id: 'c1', name: 'f', input: 'CANARY' },
    ],
  ])('tells %s in one piece', (_, type, item) => {
    expect(ofType(type, item)).toMatchObject([{ item_id: item.id, output_index: 0, delta: 'CANARY' }])
  })

  it('tells the sources of a text', () => {
    const annotations = [
      { type: 'url_citation', start_index: 0, end_index: 4, title: 'A', url: 'https://example.com/a' },
    ]
    const cited = { ...message, content: [{ ...text, annotations }] }
    expect(ofType('response.output_text.annotation.added', cited)).toMatchObject([
      {
        item_id: 'msg_1',
        output_index: 0,
        content_index: 0,
        annotation_index: 0,
        annotation: annotations[0],
      },
    ])
  })

  it('tells what each token was worth beside the text', () => {
    const logprobs = [{ token: 'Chào', logprob: -1, bytes: [], top_logprobs: [] }]
    const worth = { ...message, content: [{ ...text, logprobs }] }
    expect(ofType('response.output_text.delta', worth)).toMatchObject([{ logprobs }])
    expect(ofType('response.output_text.done', worth)).toMatchObject([{ logprobs }])
  })

  it('put together again is that response', () => {
    fc.assert(
      fc.property(randomResponse, response => {
        expect(responseFromEvents(eventsFromResponse(response))).toEqual(asSent(response))
      }),
    )
  })

  it('is read to its end by those who read streams', () => {
    fc.assert(
      fc.property(randomResponse, response => {
        const progress = progressOf(eventsFromResponse(response), responseFormat)
        expect(progress).toMatchObject({
          isDone: true,
          hasContent: true,
          answerIds: expect.arrayContaining([response.id]),
        })
        expect(progress.usage).toEqual(readResponseUsage(response))
        expect(isComplete(progress, 1)).toBe(true)
      }),
    )
  })

  it.each([{}, { output: null }, { output: 'x' }, { output: [null, 5] }])(
    'has no items where there are none: %j',
    fields => {
      expect(told({ ...head, ...fields })).toHaveLength(3)
    },
  )
})
