import { describe, expect, it } from 'vitest'
import { parseOnceRecord } from '@/lib/cache/once-record'
import { openSealed, sealText } from '@/lib/cache/seal-text'
import { readOnce, repeatCall, settleOnce } from '@/lib/gateway/call-once'
import { beginTrace } from '@/lib/gateway/call-trace'
import { createSharedTexts } from '@/lib/gateway/response-cache'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { buildCall } from '../support/build-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildPlan } from '../support/build-plan'
import { buildRequest } from '../support/build-request'
import { admitted, complete, plainAnswer, streamAnswer } from '../support/cached-call'
import { completionText } from '../support/completion'
import { wholeStream } from '../support/sse'
import { createMemoryTexts } from '../support/text-store'

const { dependencies: plain } = buildDependencies()
const identity = {
  proof: { kind: 'none' },
  caller: 'tenant-a',
  plan: 'pro',
  models: undefined,
  zones: undefined,
} as const

const asking = { identity, plan: buildPlan(), slot: 'slot', dependencies: plain }

function read(key: string | undefined, { caller = 'tenant-a', fields = {}, slot = 'slot' } = {}) {
  const trace = beginTrace(buildRequest(), plain)
  trace.call = buildCall(fields)
  return readOnce(new Headers(key === undefined ? {} : { 'idempotency-key': key }), trace, {
    identity: { ...identity, caller },
    plan: buildPlan(),
    slot,
    dependencies: plain,
  })
}

describe('the wish that a call be done once', () => {
  it('is none where there is no key, or no call', async () => {
    expect(await read(undefined)).toBeUndefined()
    const trace = beginTrace(buildRequest(), plain)
    expect(await readOnce(new Headers({ 'idempotency-key': 'a' }), trace, asking)).toBeUndefined()
  })

  it('has one name for one caller and key, whatever the body', async () => {
    const one = await read('a')
    const other = await read('a', { fields: { seed: 1 } })
    expect(one?.name).toBe(other?.name)
    expect(one?.body).not.toBe(other?.body)
    expect(one?.name).toMatch(/^[0-9a-f]{64}$/)
  })

  it('has a claim of its own, however often the same is wished', async () => {
    const one = await read('a')
    const other = await read('a', { slot: 'other' })
    expect(one?.name).toBe(other?.name)
    expect(one?.claim).not.toBe(other?.claim)
  })

  it('has another name for another caller or key', async () => {
    const names = [await read('a'), await read('b'), await read('a', { caller: 'tenant-b' })]
    expect(new Set(names.map(each => each?.name)).size).toBe(3)
  })

  it.each(['', 'a b', 'x'.repeat(256), 'é'])('is refused by a key such as %j', async key => {
    await expect(read(key)).rejects.toMatchObject({
      code: 'invalid_request',
      details: { param: 'idempotency-key' },
    })
  })

  it('may have a key of 255 characters', async () => {
    expect(await read('~'.repeat(255))).toBeDefined()
  })
})

describe('a call that comes again', () => {
  const body = 'digest'
  const once = { name: 'name', body, claim: 'claim', zones: undefined }
  const trace = { ...beginTrace(buildRequest(), plain), once }
  const done = {
    state: 'done',
    body,
    text: '{}',
  }
  const sealed = (value: object, name = 'name') =>
    sealText(JSON.stringify(value), { name, secret: plain.cache.secret })

  it('is given the answer as it was sent, and told so', async () => {
    const response = await repeatCall(await sealed(done), trace, plain)
    expect(await response.text()).toBe(done.text)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'idempotency-replayed': 'true',
    })
  })

  it.each([
    ['from a zone that it may use', { zones: ['EU'] }, ['EU', 'UK']],
    ['where any zone may have given it, and it may use any', {}, undefined],
  ])('is given the answer %s', async (_, record, zones) => {
    const repeating = repeatCall(
      await sealed({ ...done, ...record }),
      { ...trace, once: { ...once, zones } },
      plain,
    )
    expect((await repeating).status).toBe(200)
  })

  it.each([
    ['from a zone that is closed to it', { zones: ['US'] }, ['EU']],
    ['that may be from a zone that is closed to it', { zones: ['EU', 'US'] }, ['EU']],
    ['where any zone may have given it', {}, ['EU']],
    ['where no zone is open to it', { zones: ['EU'] }, []],
  ])('is refused an answer %s', async (_, record, zones) => {
    const repeating = repeatCall(
      await sealed({ ...done, ...record }),
      { ...trace, once: { ...once, zones } },
      plain,
    )
    await expect(repeating).rejects.toMatchObject({ code: 'residency_violation', status: 403 })
  })

  it.each<[string, () => Promise<string>, string]>([
    ['with another body', () => sealed({ ...done, body: 'other' }), 'idempotency_mismatch'],
    [
      'with another body while it runs',
      () => sealed({ state: 'running', body: 'other' }),
      'idempotency_mismatch',
    ],
    ['whose answer was too long', () => sealed({ state: 'unkept', body }), 'idempotency_mismatch'],
    ['while it runs', () => sealed({ state: 'running', body, slot: 'other' }), 'idempotency_in_flight'],
    ['and of which nothing can be read', async () => '{', 'idempotency_in_flight'],
    ['and that somebody else wrote', async () => JSON.stringify(done), 'idempotency_in_flight'],
    ['and that is another call’s', () => sealed(done, 'other'), 'idempotency_in_flight'],
  ])('is refused %s', async (_, known, code) => {
    await expect(repeatCall(await known(), trace, plain)).rejects.toMatchObject({ code })
  })

  it('is told to use another key, and not to try again, where its answer was too long', async () => {
    const repeating = repeatCall(await sealed({ state: 'unkept', body }), trace, plain)
    const error: unknown = await repeating.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: expect.stringContaining('Another key has it done again.') })
    expect(errorResponse(error).headers.get('x-should-retry')).toBe('false')
  })
})

describe('what became of a call that is to be done once', () => {
  async function running() {
    const shared = createMemoryTexts()
    const world = buildDependencies()
    const dependencies = { ...world.dependencies, once: createSharedTexts(shared) }
    const trace = await admitted(dependencies, { headers: { 'idempotency-key': 'a' } })
    const { name = '', claim = '' } = trace.once ?? {}
    const put = (text: string) => {
      shared.kept.set(name, { text, seconds: 310 })
      dependencies.once.memory.set(name, { text, seconds: 310, now: world.effects.now() })
    }
    put(claim)
    const settle = (end?: typeof complete) => settleOnce(trace, end, dependencies)
    const known = () => ({
      near: dependencies.once.memory.get(name, world.effects.now()),
      far: shared.kept.get(name)?.text,
    })
    const open = async (text: string | undefined) => {
      const { secret } = dependencies.cache
      return parseOnceRecord((await openSealed(text ?? '', { name, secret })) ?? '')
    }
    return { ...world, shared, trace, name, claim, put, settle, known, open }
  }

  it('is its answer, for a day, near and far', async () => {
    const { trace, settle, known, shared, name, open } = await running()
    trace.answer = plainAnswer()
    await settle()
    const record = {
      state: 'done',
      body: trace.once?.body,
      text: completionText,
      zones: [trace.answer.candidate?.endpoint.zone],
    }
    expect(await open(known().far)).toEqual(record)
    expect(known().near).toBe(known().far)
    expect(shared.kept.get(name)?.seconds).toBe(86_400)
  })

  it('is its stream, where that was whole', async () => {
    const { trace, settle, known, open } = await running()
    trace.call = buildCall({ stream: true })
    streamAnswer(trace, wholeStream.join(''))
    await settle(complete)
    expect(await open(known().far)).toMatchObject({
      text: wholeStream.join(''),
    })
  })

  it('is what it was given out of the cache, by one of the zones that it may use', async () => {
    const { trace, settle, known, open } = await running()
    trace.cachedText = '{"cached":1}'
    if (trace.once) trace.once = { ...trace.once, zones: ['EU', 'UK'] }
    await settle()
    expect(await open(known().far)).toMatchObject({ text: '{"cached":1}', zones: ['EU', 'UK'] })
  })

  it('is forgotten where it failed, so that it may be tried again', async () => {
    const { trace, settle, known } = await running()
    trace.error = new ApiError('upstream_timeout', 'No.')
    await settle()
    expect(known()).toEqual({ near: undefined, far: undefined })
  })

  it('is left to another that has claimed or done it since, though it failed', async () => {
    const { trace, put, settle, known } = await running()
    put('of another')
    trace.error = new ApiError('upstream_timeout', 'No.')
    await settle()
    expect(known()).toEqual({ near: 'of another', far: 'of another' })
  })

  it('is forgotten where its stream broke off', async () => {
    const { trace, settle, known } = await running()
    streamAnswer(trace, wholeStream.join(''))
    await settle({ ...complete, kind: 'abandoned' })
    expect(known()).toEqual({ near: undefined, far: undefined })
  })

  it('is that it is done where its answer is larger than a store holds', async () => {
    const { trace, settle, known, open } = await running()
    trace.answer = plainAnswer('x'.repeat(900_001))
    await settle()
    expect(await open(known().far)).toEqual({ state: 'unkept', body: trace.once?.body })
    expect(known().near).toBe(known().far)
  })

  it('is that it is done where its stream was too long to be recorded', async () => {
    const { trace, settle, known, open } = await running()
    streamAnswer(trace, wholeStream.join(''))
    trace.recording = () => undefined
    await settle(complete)
    expect(await open(known().far)).toEqual({ state: 'unkept', body: trace.once?.body })
  })

  it('is known here where the store is away, and one line says so', async () => {
    const { trace, settle, known, shared, logged, open } = await running()
    shared.isLost = true
    trace.answer = plainAnswer()
    await settle()
    expect(await open(known().near)).toMatchObject({ state: 'done' })
    expect(logged).toMatchObject([{ level: 'warn', line: { event: 'once-lost' } }])
    expect(JSON.stringify(logged)).not.toContain('CANARY')
  })

  it('is not said by a call that was itself a repetition, or never let in', async () => {
    const { trace, claim, settle, known } = await running()
    const { admission } = trace
    if (admission === undefined) throw new Error('It was not admitted.')
    const { requests, tokens } = admission.verdict
    trace.admission = { ...admission, verdict: { kind: 'repeated', known: claim, requests, tokens } }
    await settle()
    delete trace.admission
    await settle()
    expect(known()).toEqual({ near: claim, far: claim })
  })
})
