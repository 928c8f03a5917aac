import { describe, expect, it } from 'vitest'
import { StoreLeftAlone } from '@/lib/access/store-left-alone'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import { findFollowed, rememberAnswer } from '@/lib/gateway/find-followed'
import { createSharedTexts } from '@/lib/gateway/response-cache'
import type { OperationName } from '@/lib/operations/operations'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildCandidate } from '../support/build-candidate'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { callOf } from '../support/call-of'
import { createMemoryTexts, type MemoryTexts } from '../support/text-store'

type Setting = { readonly shared?: MemoryTexts | 'none'; readonly onWait?: (milliseconds: number) => void }

/** A gateway whose waits are over at once; several may share one store. */
function build({ shared = createMemoryTexts(), onWait = () => {} }: Setting = {}) {
  const world = buildDependencies()
  const waits: number[] = []
  const effects: typeof world.effects = {
    ...world.effects,
    startTimer(milliseconds, ring) {
      waits.push(milliseconds)
      onWait(milliseconds)
      ring()
      return () => {}
    },
  }
  const followed = createSharedTexts(shared === 'none' ? undefined : shared)
  const dependencies = { ...world.dependencies, effects, followed }

  const traceOf = (caller: string, ...follows: readonly string[]): CallTrace => {
    const trace = beginTrace(buildRequest(), dependencies)
    const proof = { kind: 'none' } as const
    trace.identity = { proof, caller, plan: 'pro', models: undefined, zones: undefined }
    const [previous_response_id, ...others] = follows
    const input = [{ role: 'user', content: 'Và?' }, ...others.map(id => ({ type: 'item_reference', id }))]
    trace.asked = callOf('responses', { previous_response_id, input })
    trace.call = trace.asked
    return trace
  }
  return {
    ...world,
    shared,
    followed,
    waits,
    find: (caller: string, ...follows: readonly string[]) =>
      findFollowed(traceOf(caller, ...follows), dependencies),
    /** Has an answer given to a caller, and remembered. */
    async give(
      caller: string,
      id: string | undefined,
      { operation = 'responses', end, by = 'fra' }: Given = {},
    ) {
      const trace = traceOf(caller)
      trace.call = callOf(operation)
      const body = new Uint8Array()
      const result = {
        kind: 'answered',
        headers: new Headers(),
        body,
        answerIds: id === undefined ? [] : [id],
      } as const
      trace.answer = { attempts: [], candidate: buildCandidate(by), result }
      await rememberAnswer(trace, end, dependencies)
    },
    traceOf,
    dependencies,
  }
}
type Given = { readonly operation?: OperationName; readonly end?: StreamEnd; readonly by?: string }

describe('the endpoint that a call is to follow', () => {
  it('is the one that gave the answer', async () => {
    const { give, find, waits } = build()
    await give('key-a', 'resp_1')
    expect(await find('key-a', 'resp_1')).toBe('fra')
    expect(waits).toEqual([])
  })

  it('is known to every instance', async () => {
    const one = build()
    await one.give('key-a', 'resp_1')
    const { find } = build({ shared: one.shared })
    expect(await find('key-a', 'resp_1')).toBe('fra')
  })

  it('is told by the end of a stream', async () => {
    const { give, find } = build()
    const end: StreamEnd = { kind: 'complete', progress: { ...untouched, answerIds: ['resp_2'] } }
    await give('key-a', undefined, { end })
    expect(await find('key-a', 'resp_2')).toBe('fra')
  })

  it('is none for a call that follows nothing, and nobody is asked', async () => {
    const { find, shared } = build()
    expect(await find('key-a')).toBeUndefined()
    expect(shared).toMatchObject({ asked: [] })
  })

  it('is remembered for thirty days under a name that tells neither caller nor answer', async () => {
    const { give, shared } = build()
    await give('key-a', 'resp_1')
    if (shared === 'none') throw new Error('There is a store.')
    expect([...shared.kept.values()]).toEqual([{ text: 'fra', seconds: 30 * 24 * 60 * 60 }])
    expect([...shared.kept.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  })
})

describe('an answer that is not known', () => {
  const missing = {
    code: 'previous_response_not_found',
    status: 400,
    details: { param: 'previous_response_id' },
  }

  it('is looked for once more, and then not found', async () => {
    const { find, shared, waits } = build()
    await expect(find('key-a', 'resp_9')).rejects.toMatchObject(missing)
    expect(waits).toEqual([250])
    expect(shared).toMatchObject({ asked: ['get', 'get'] })
  })

  it('is found where it was on its way', async () => {
    const shared = createMemoryTexts()
    const one = build({ shared })
    await one.give('key-a', 'resp_1')
    const [kept] = [...shared.kept]
    shared.kept.clear()
    const { find } = build({ shared, onWait: () => kept && shared.kept.set(...kept) })
    expect(await find('key-a', 'resp_1')).toBe('fra')
  })

  it('is what another caller’s is, here and elsewhere', async () => {
    const { give, find, shared } = build()
    await give('key-a', 'resp_1')
    await expect(find('key-b', 'resp_1')).rejects.toMatchObject(missing)
    await expect(build({ shared }).find('key-b', 'resp_1')).rejects.toMatchObject(missing)
  })

  it('is anybody’s guess where instances share nothing', async () => {
    const { give, find } = build({ shared: 'none' })
    expect(await find('key-a', 'resp_1')).toBeUndefined()
    await give('key-a', 'resp_1')
    expect(await find('key-a', 'resp_1')).toBe('fra')
    expect(await find('key-b', 'resp_1')).toBeUndefined()
  })
})

describe('of several answers that a call refers to', () => {
  it.each([
    ['the first', ['resp_other', 'resp_own']],
    ['the last', ['resp_own', 'resp_other']],
    ['one between', ['resp_own', 'resp_other', 'resp_own']],
  ])('%s that is another caller’s is not found, here and elsewhere', async (_, follows) => {
    const { give, find, shared } = build()
    await give('key-a', 'resp_own')
    await give('key-b', 'resp_other')
    const code = 'previous_response_not_found'
    await expect(find('key-a', ...follows)).rejects.toMatchObject({ code })
    await expect(build({ shared }).find('key-a', ...follows)).rejects.toMatchObject({ code })
  })

  it('the endpoint is that which gave them all', async () => {
    const { give, find, shared } = build()
    for (const id of ['resp_1', 'msg_2', 'msg_3']) await give('key-a', id)
    expect(await find('key-a', 'resp_1', 'msg_2', 'msg_3')).toBe('fra')
    expect(await build({ shared }).find('key-a', 'resp_1', 'msg_2', 'msg_3')).toBe('fra')
  })

  it('none is found where different endpoints gave them', async () => {
    const { give, find } = build()
    await give('key-a', 'resp_1')
    await give('key-a', 'msg_2', { by: 'sin' })
    await expect(find('key-a', 'resp_1', 'msg_2')).rejects.toMatchObject({
      code: 'previous_response_not_found',
    })
  })

  it('no more than sixty-four are looked for', async () => {
    const { find, shared } = build()
    const ids = Array.from({ length: 65 }, (_, at) => `msg_${at}`)
    await expect(find('key-a', ...ids)).rejects.toMatchObject({
      code: 'invalid_request',
      details: { param: 'input' },
    })
    expect(shared).toMatchObject({ asked: [] })
  })
})

describe('a store that is lost', () => {
  const away = { code: 'auth_unavailable', status: 503 }

  it('cannot say whose an answer is, so it is nobody’s, and one line tells of it', async () => {
    const { find, shared, logged } = build()
    if (shared !== 'none') shared.isLost = true
    await expect(find('key-a', 'resp_1')).rejects.toMatchObject(away)
    expect(logged).toMatchObject([{ level: 'warn', line: { event: 'followed-lost', name: 'Error' } }])
    expect(JSON.stringify(logged)).not.toContain('CANARY')
  })

  it('is told of by whoever begins to leave it alone, and not again', async () => {
    const shared = createMemoryTexts()
    shared.get = () => Promise.reject(new StoreLeftAlone())
    const { find, logged } = build({ shared })
    await expect(find('key-a', 'resp_1')).rejects.toMatchObject(away)
    expect(logged).toEqual([])
  })

  it('does not keep this instance from remembering', async () => {
    const { give, find, shared, logged } = build()
    if (shared !== 'none') shared.isLost = true
    await give('key-a', 'resp_1')
    expect(await find('key-a', 'resp_1')).toBe('fra')
    expect(logged).toHaveLength(1)
  })
})

describe('nothing is remembered', () => {
  it.each<[string, string | undefined, Given]>([
    ['of an answer without an id', undefined, {}],
    ['of a chat, which nobody follows', 'chatcmpl-1', { operation: 'chat.completions' }],
    ['of a message', 'msg_1', { operation: 'messages' }],
    ['of a stream that told no id', undefined, { end: { kind: 'abandoned', progress: untouched } }],
  ])('%s', async (_, id, given) => {
    const { give, shared } = build()
    await give('key-a', id, given)
    expect(shared).toMatchObject({ asked: [] })
  })

  it('of a call that no endpoint answered', async () => {
    const { traceOf, dependencies, shared } = build()
    const trace = traceOf('key-a')
    const error = { message: 'No.', type: 'x', param: null, code: null }
    trace.answer = {
      attempts: [],
      candidate: buildCandidate('fra'),
      result: { kind: 'refused', status: 400, error },
    }
    await rememberAnswer(trace, undefined, dependencies)
    expect(shared).toMatchObject({ asked: [] })
  })
})
