import { describe, expect, it } from 'vitest'
import type { Dialect } from '@/lib/translation/thinking-options'
import { eventAnswer } from '../support/event-answer'
import { geminiEnd, geminiEvent, geminiPart } from '../support/gemini-events'
import { messageDelta, messageEvent, messageStart, messageStop, messageText } from '../support/message-events'
import { dataOf } from '../support/sse'
import { translate } from '../support/translate'
import { createUpstreamBody } from '../support/upstream-body'

async function streamed(dialect: Dialect, ...pieces: string[]) {
  const body = createUpstreamBody(...pieces)
  body.close()
  const response = await translate({ stream: true }, dialect, eventAnswer(body)).response
  return dataOf(await response.text())
}

describe('a stream that is not whole never looks finished', () => {
  const notWhole: [string, Dialect, readonly string[]][] = [
    ['a message that is cut off', 'anthropic', [messageStart, messageText(0, 'Xin')]],
    ['a message without any event', 'anthropic', []],
    ['one of Gemini’s that is cut off', 'google', [geminiPart({ text: 'Xin' })]],
    ['one of Gemini’s without any event', 'google', []],
    ['a page', 'google', ['<!doctype html><h1>Welcome</h1>\n\n']],
    ['one whose tool was malformed', 'google', [geminiEnd('MALFORMED_FUNCTION_CALL')]],
    ['one that was broken off', 'google', [geminiPart({ text: 'Xin' }), geminiEnd('OTHER')]],
    [
      'a turn that is paused',
      'anthropic',
      [messageStart, messageText(0, 'Xin'), messageDelta('pause_turn'), messageStop],
    ],
    [
      'an error of Anthropic’s',
      'anthropic',
      [
        messageStart,
        messageText(0, 'Xin'),
        messageEvent({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
      ],
    ],
    [
      'an error of Google’s',
      'google',
      [
        geminiPart({ text: 'Xin' }),
        geminiEvent({ error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }),
      ],
    ],
  ]
  it.each(notWhole)('%s', async (_, dialect, pieces) => {
    const said = await streamed(dialect, ...pieces)
    expect(said).not.toContain('[DONE]')
    expect(JSON.stringify(said)).not.toContain('"finish_reason":"')
  })

  it.each(notWhole.slice(-2))('%s is told', async (_, dialect, pieces) => {
    expect(await streamed(dialect, ...pieces)).toContainEqual({
      error: { message: 'Overloaded', type: 'server_error', param: null, code: null },
    })
  })
})

it.each<Dialect>(['anthropic', 'google'])('a line without end fills no memory: %s', async dialect => {
  const part = 'x'.repeat(256 * 1024)
  let sent = 0
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      sent += 1
      controller.enqueue(new TextEncoder().encode(sent === 1 ? `data: "${part}` : part))
      if (sent === 1000) controller.close()
    },
  })
  const answer = () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const { response } = translate({ stream: true }, dialect, answer)
  const text = await response.then(each => each.text()).catch(() => '')
  expect(text).not.toContain('[DONE]')
  expect(sent).toBeLessThan(10)
})

it('one of Gemini’s that is to be continued is not asked for again and again', async () => {
  const content = { role: 'model', parts: [{ text: 'Xin' }] }
  const candidates = [{ content, finishReason: 'CONTINUATION', continuationToken: 'next' }]
  const answer = () => Response.json({ candidates })
  const { sent, response } = translate({}, 'google', answer)
  await response.catch(() => undefined)
  expect(sent.length).toBe(1)
})
