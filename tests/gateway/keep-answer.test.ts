import { describe, expect, it } from 'vitest'
import { parseEntry } from '@/lib/cache/cache-entry'
import type { Flight } from '@/lib/cache/flights'
import { openSealed } from '@/lib/cache/seal-text'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { elsewhere } from '@/lib/gateway/find-entry'
import { keepAnswer, wholeAnswer } from '@/lib/gateway/keep-answer'
import { ApiError } from '@/lib/openai/api-error'
import type { StreamEnd } from '@/lib/upstream/relay-stream'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildDependencies } from '../support/build-dependencies'
import { admitted, cachedModels, cacheOf, complete, plainAnswer, streamAnswer } from '../support/cached-call'
import { completionText } from '../support/completion'
import { done, event, finish, role, wholeStream, word } from '../support/sse'
import { createMemoryTexts } from '../support/text-store'

type Setting = {
  readonly withShared?: boolean
  readonly withObjects?: boolean
  readonly ttl?: number
}

async function build({ withShared = true, withObjects = false, ttl = 60 }: Setting = {}) {
  const shared = createMemoryTexts()
  const objects = createMemoryTexts()
  const models = { catalogue: { 'gpt-4.1': { ...cachedModels.catalogue['gpt-4.1'], cacheTtlSeconds: ttl } } }
  const tiers = { shared: withShared ? shared : undefined, objects: withObjects ? objects : undefined }
  const world = buildDependencies({ models, tiers })
  const trace = await admitted(world.dependencies)
  const { key } = cacheOf(trace)
  const lead = (): Flight => {
    const flight = world.dependencies.cache.flights.begin(key, { now: world.effects.now() })
    trace.cache = { ...cacheOf(trace), flight }
    return flight
  }
  const keep = (end?: StreamEnd) => keepAnswer(trace, end, world.dependencies)
  const inMemory = () => world.dependencies.cache.memory.get(key, world.effects.now())
  return { ...world, shared, objects, trace, key, lead, keep, inMemory }
}

const large = (characters: number) =>
  JSON.stringify({ ...JSON.parse(completionText), padding: 'x'.repeat(characters) })

describe('an answer', () => {
  it('is kept near and far, sealed under its key, for twice its time', async () => {
    const { trace, keep, shared, key, effects, inMemory } = await build()
    trace.answer = plainAnswer()
    await keep()
    const kept = shared.kept.get(key)
    expect(kept?.seconds).toBe(120)
    const opened = await openSealed(kept?.text ?? '', { name: key, secret: 'secret' })
    expect(inMemory()).toBe(opened)
    expect(parseEntry(opened ?? '')).toEqual({
      storedAt: effects.now(),
      ttlSeconds: 60,
      form: 'plain',
      text: completionText,
    })
  })

  it('of a stream is kept without its usage, which is known beside it', async () => {
    const { trace, keep, shared, key } = await build()
    const said = event('{"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3}}')
    streamAnswer(trace, role + word('a') + finish() + said + done)
    const usage = {
      promptTokens: 2,
      completionTokens: 3,
      cachedTokens: 0,
      reasoningTokens: 0,
      audioPromptTokens: 0,
      audioCompletionTokens: 0,
    }
    await keep({ kind: 'complete', progress: { ...untouched, usage } })
    const opened = await openSealed(shared.kept.get(key)?.text ?? '', { name: key, secret: 'secret' })
    expect(parseEntry(opened ?? '')).toMatchObject({
      form: 'events',
      text: role + word('a') + finish() + done,
      usage,
    })
  })

  it.each<[string, (trace: CallTrace) => void, StreamEnd | undefined]>([
    [
      'that was cut off by its length',
      trace => {
        trace.answer = plainAnswer(completionText.replace('"stop"', '"length"'))
      },
      undefined,
    ],
    [
      'of a stream that broke off',
      trace => streamAnswer(trace, wholeStream.join('')),
      { ...complete, kind: 'abandoned' },
    ],
    ['of a stream that is too large to be recorded', trace => streamAnswer(trace, undefined), complete],
    ['that nobody gave', () => {}, undefined],
    [
      'that came out of the cache',
      trace => {
        trace.cachedText = completionText
        trace.cacheState = { kind: 'HIT', ageSeconds: 1 }
      },
      undefined,
    ],
    [
      'of a call that is none of the cache’s',
      trace => {
        trace.answer = plainAnswer()
        trace.cache = undefined
      },
      undefined,
    ],
  ])('%s is not kept', async (_, fill, end) => {
    const { trace, keep, shared, inMemory } = await build()
    fill(trace)
    await keep(end)
    expect(shared.asked).toEqual([])
    expect(inMemory()).toBeUndefined()
  })

  it('that came when its caller had been given what is too old is kept', async () => {
    const { trace, keep, shared, inMemory } = await build()
    trace.answer = plainAnswer()
    trace.cachedText = completionText
    trace.cacheState = { kind: 'HIT', ageSeconds: 70 }
    await keep()
    expect(shared.asked).toEqual(['set'])
    expect(inMemory()).toBeDefined()
  })

  it('that no store takes is kept near, and one line says so', async () => {
    const { trace, keep, shared, inMemory, logged } = await build()
    shared.isLost = true
    trace.answer = plainAnswer()
    await keep()
    expect(inMemory()).toBeDefined()
    expect(logged).toMatchObject([{ level: 'warn', line: { event: 'cache-lost' } }])
    expect(JSON.stringify(logged)).not.toContain('CANARY')
  })
})

describe('a large answer', () => {
  it.each([
    ['small, with object storage', 100, true, true, 60, ['set'], [], false],
    ['large, with object storage', 70_000, true, true, 60, ['set'], ['set'], true],
    ['small and for long, with object storage', 100, true, true, 90_000, ['set'], ['set'], true],
    ['large, without object storage', 70_000, true, false, 60, ['set'], [], false],
    ['very large, without object storage', 600_000, true, false, 60, [], [], false],
    ['small, with object storage alone', 100, false, true, 60, [], ['set'], false],
  ])('goes where there is room: %s', async (_, size, withShared, withObjects, ttl, near, far, isMarked) => {
    const { trace, keep, shared, objects, key } = await build({ withShared, withObjects, ttl })
    trace.answer = plainAnswer(large(size))
    await keep()
    expect([shared.asked, objects.asked]).toEqual([near, far])
    expect(shared.kept.get(key)?.text === elsewhere).toBe(isMarked)
  })

  it('is not said to lie in object storage that did not take it', async () => {
    const { trace, keep, shared, objects } = await build({ withObjects: true })
    objects.isLost = true
    trace.answer = plainAnswer(large(70_000))
    await keep()
    expect(shared.kept.size).toBe(0)
  })
})

describe('those that wait for the same', () => {
  it('are given the answer, and nobody waits any more', async () => {
    const { trace, keep, lead, dependencies, key, effects } = await build()
    const flight = lead()
    trace.answer = plainAnswer()
    await keep()
    expect(flight.end).toMatchObject({ kind: 'answered', entry: { text: completionText } })
    expect(dependencies.cache.flights.find(key, effects.now())).toBeUndefined()
  })

  const error = new ApiError('upstream_timeout', 'No.')

  it.each<[string, (trace: CallTrace) => void, string]>([
    [
      'that it failed, where no endpoint answered',
      trace => {
        trace.answer = { attempts: [], candidate: undefined, result: { kind: 'exhausted', error } }
      },
      'failed',
    ],
    [
      'that it failed, where it was not even sent',
      trace => {
        trace.error = error
      },
      'failed',
    ],
    [
      'nothing but that its caller hung up',
      trace => {
        trace.answer = { attempts: [], candidate: undefined, result: { kind: 'abandoned' } }
      },
      'abandoned',
    ],
    [
      'what an endpoint refused it with',
      trace => {
        const refused = { message: 'No.', type: 'x', param: null, code: null }
        trace.answer = {
          attempts: [],
          candidate: undefined,
          result: { kind: 'refused', status: 400, error: refused },
        }
      },
      'refused',
    ],
    ['to go alone where it is too large', trace => streamAnswer(trace, undefined), 'alone'],
    [
      'to go alone where nobody foresaw what happened',
      trace => {
        trace.error = new RangeError('x')
      },
      'alone',
    ],
  ])('are told %s', async (_, fill, kind) => {
    const { trace, keep, lead, dependencies, key, effects } = await build()
    const flight = lead()
    fill(trace)
    await keep(trace.recording && complete)
    expect(flight.end?.kind).toBe(kind)
    expect(dependencies.cache.flights.find(key, effects.now())).toBeUndefined()
  })

  it('do not wait for ever where the call was given what is too old instead', async () => {
    const { trace, keep, lead, dependencies, key, effects } = await build()
    const flight = lead()
    trace.error = error
    trace.cachedText = completionText
    trace.cacheState = { kind: 'HIT', ageSeconds: 70 }
    await keep()
    expect(flight.end).toMatchObject({ kind: 'failed', error })
    expect(dependencies.cache.flights.find(key, effects.now())).toBeUndefined()
  })
})

describe('the whole answer of a call', () => {
  it('is its plain body', async () => {
    const { trace } = await build()
    trace.answer = plainAnswer()
    expect(wholeAnswer(trace, undefined)).toEqual({ form: 'plain', text: completionText, usage: undefined })
  })

  it('is a stream only where that was read to its end', async () => {
    const { trace } = await build()
    streamAnswer(trace, 'events')
    expect(wholeAnswer(trace, complete)).toMatchObject({ form: 'events', text: 'events' })
    expect(wholeAnswer(trace, { ...complete, kind: 'abandoned' })).toBeUndefined()
    expect(wholeAnswer(trace, { ...complete, kind: 'failed', code: 'upstream_stalled' })).toBeUndefined()
    expect(wholeAnswer(trace, undefined)).toBeUndefined()
  })
})
