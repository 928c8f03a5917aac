import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import { buildRequest } from '../support/build-request'
import { completion, completionText, refusal } from '../support/completion'
import type { Reply } from '../support/fake-effects'
import { buildGateway } from '../support/gateway'
import { nextTurn } from '../support/next-turn'

const later = (seconds: number, reply: Reply): Reply => ({ afterMs: seconds * 1000, reply })

/** Makes so many calls at once that are all the same, and says what became of them and how often endpoints were asked. */
async function burst(reply: Reply) {
  const answers = { sin: reply, nrt: reply, iad: reply, fra: reply }
  const { dependencies, effects, logged } = buildGateway({ answers })
  let made = 0
  const each = { ...dependencies, newId: () => `made-id-${String(++made).padStart(4, '0')}` }
  const ask = async () => {
    const request = buildRequest({ body: callBody({ temperature: 0 }) })
    const response = await handleCall(request, each)
    return { status: response.status, begunMs: effects.now(), text: await response.text() }
  }
  const begun = effects.now()
  const all = Promise.all(Array.from({ length: 50 }, ask))
  // Digests are made by another thread: all are to have come before time passes.
  for (let turn = 0; turn < 300; turn++) await nextTurn()
  const { value: replies } = await effects.outcome(all)
  await effects.advance(1000)
  const lines = logged.filter(({ line }) => line.event === 'call').map(({ line }) => line)
  return {
    lines,
    asked: effects.calls.length,
    statuses: new Set(replies.map(({ status }) => status)),
    texts: replies.map(({ text }) => text),
    latestMs: Math.max(...replies.map(({ begunMs }) => begunMs)) - begun,
  }
}

describe('fifty calls at once that are the same', () => {
  it.each([1, 12, 19])('are one call upstream, however long its answer takes: %i s', async seconds => {
    const { asked, statuses, texts } = await burst(later(seconds, completion))
    expect([asked, [...statuses]]).toEqual([1, [200]])
    expect(new Set(texts)).toEqual(new Set([completionText]))
  })

  it('are one call upstream where its answer takes a minute, and all their responses have begun by then', async () => {
    const { asked, latestMs, texts, lines } = await burst(later(60, completion))
    expect([asked, latestMs]).toEqual([1, 20_000])
    expect(new Set(texts.map(text => text.trim()))).toEqual(new Set([completionText]))
    expect(lines.filter(({ cache }) => cache === 'HIT')).toHaveLength(49)
    expect(lines.every(({ code }) => code === undefined)).toBe(true)
  })

  it('that are refused are asked twice, and all are told', async () => {
    const { asked, statuses, texts, lines } = await burst(later(1, refusal(400, { message: 'Too long.' })))
    expect([asked, [...statuses]]).toEqual([2, [400]])
    expect(texts.every(text => text.includes('Too long.'))).toBe(true)
    expect(lines.every(({ status }) => status === 400)).toBe(true)
  })

  it('that fail are tried by two of them, and all are told', async () => {
    const { asked, statuses } = await burst(later(1, refusal(503)))
    expect(asked).toBeLessThanOrEqual(6)
    expect(statuses.size).toBe(1)
  })

  it('that fail after a minute are told so in their bodies', async () => {
    const { asked, statuses, texts } = await burst(later(30, refusal(500)))
    expect([...statuses]).toEqual([200])
    expect(asked).toBeLessThanOrEqual(4)
    expect(texts.every(text => JSON.parse(text).error.code === 'upstream_invalid_response')).toBe(true)
  })
})
