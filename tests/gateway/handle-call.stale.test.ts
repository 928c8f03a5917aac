import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import { buildRequest } from '../support/build-request'
import { completion, completionText, refusal } from '../support/completion'
import type { Reply } from '../support/fake-effects'
import { buildGateway } from '../support/gateway'
import { nextTurn } from '../support/next-turn'
import { eventStream, wholeStream } from '../support/sse'
import { createUpstreamBody } from '../support/upstream-body'

const ids = ['sin', 'nrt', 'iad', 'fra']
const later = (seconds: number, reply: Reply): Reply => ({ afterMs: seconds * 1000, reply })

const toldOf = ({ headers }: Response) => ['x-cache', 'warning'].map(name => headers.get(name))

/** A gateway that holds an answer which is too old by now, in front of endpoints that answer as they are told. */
async function build({ stream = false } = {}) {
  const gateway = buildGateway({ answers: Object.fromEntries(ids.map(id => [id, completion])) })
  const { effects, serve, runDeferred, logged } = gateway
  const ask = async () => {
    const begun = effects.now()
    const response = await serve({ body: callBody({ temperature: 0, ...(stream && { stream }) }) })
    const text = await (await effects.outcome(response.text())).value
    return { status: response.status, told: toldOf(response), text, seconds: (effects.now() - begun) / 1000 }
  }
  await serve({ body: callBody({ temperature: 0 }) })
  await runDeferred()
  await effects.advance(3_700_000)
  const answer = (reply: Reply) => {
    for (const id of ids) effects.answers.set(id, reply)
  }
  const lines = () => logged.filter(({ line }) => line.event === 'call').map(({ line }) => line)
  return { ...gateway, ask, answer, lines }
}

const isStale = ['HIT', '110 - "Response is Stale"']
const isNew = ['HIT', null]

describe('where no endpoint has answered after twenty seconds, an answer that is too old', () => {
  it.each([false, true])('stands in: stream %s', async stream => {
    const { ask, answer } = await build({ stream })
    answer(stream ? { headers: eventStream, body: createUpstreamBody() } : 'silence')
    const { status, told, text, seconds } = await ask()
    expect([status, told, seconds]).toEqual([200, isStale, 20])
    expect(text).toContain(stream ? '[DONE]' : completionText)
  })

  it('stands in where they fail before that, as ever', async () => {
    const { ask, answer } = await build()
    answer(refusal(503))
    expect((await ask()).told).toEqual(isStale)
  })

  it('stands in once: the new one is kept where it comes after all', async () => {
    const { ask, answer, runDeferred, effects, lines } = await build()
    answer(later(40, completion))
    const asked = effects.calls.length
    expect((await ask()).told).toEqual(isStale)
    await runDeferred()
    expect(lines().at(-1)).toMatchObject({ status: 200, cache: 'HIT', endpoint: 'sin', attempts: 'sin;200' })
    const { told, seconds } = await ask()
    expect([told, seconds]).toEqual([isNew, 0])
    expect(effects.calls.length - asked).toBe(1)
  })

  it('stands in once for streams too, though nobody reads the new one', async () => {
    const { ask, answer, runDeferred, effects } = await build({ stream: true })
    const body = createUpstreamBody()
    answer(later(7, { headers: eventStream, body: createUpstreamBody() }))
    effects.answers.set('nrt', { headers: eventStream, body })
    const asking = ask()
    await effects.advance(25_000)
    expect((await asking).told).toEqual(isStale)
    body.push(...wholeStream)
    body.close()
    await runDeferred()
    expect((await ask()).told).toEqual(isNew)
  })

  it('stands in for all that ask for the same, and one of them is sent', async () => {
    const { dependencies, answer, runDeferred, effects, lines } = await build()
    answer(later(40, completion))
    const asked = effects.calls.length
    const begin = () => handleCall(buildRequest({ body: callBody({ temperature: 0 }) }), dependencies)
    const all = Promise.all(Array.from({ length: 5 }, begin))
    // Digests are made by another thread: all are to have come before time passes.
    for (let turn = 0; turn < 50; turn++) await nextTurn()
    const { value: responses } = await effects.outcome(all)
    expect(responses.map(toldOf)).toEqual(Array.from({ length: 5 }, () => isStale))
    await runDeferred()
    expect(effects.calls.length - asked).toBe(1)
    expect(
      lines()
        .slice(-5)
        .every(({ code, status }) => code === undefined && status === 200),
    ).toBe(true)
  })

  it('stands in although the endpoint fails after that', async () => {
    const { ask, answer, runDeferred, lines } = await build()
    answer(later(30, refusal(500)))
    expect((await ask()).told).toEqual(isStale)
    await runDeferred()
    expect(lines().at(-1)).toMatchObject({ status: 200, cache: 'HIT', code: 'upstream_invalid_response' })
  })
})
