import { describe, expect, it } from 'vitest'
import { createEventReader } from '@/lib/upstream/event-reader'
import { createEventWaiter } from '@/lib/upstream/event-waiter'
import { createGuard } from '@/lib/upstream/guard'
import { createFakeEffects, reset } from '../support/fake-effects'
import { comment, word } from '../support/sse'
import { createUpstreamBody, type UpstreamBody } from '../support/upstream-body'

function build(body: UpstreamBody) {
  const effects = createFakeEffects()
  const caller = new AbortController()
  const guard = createGuard(caller.signal, effects)
  const wait = createEventWaiter(createEventReader(body.open(guard.signal)), { effects, guard })
  return { effects, caller, guard, wait }
}

describe('what comes of waiting', () => {
  it('are the next events', async () => {
    const { effects, guard, wait } = build(createUpstreamBody(word('a')))
    expect((await effects.outcome(wait())).value).toMatchObject({ kind: 'events' })
    guard.release()
    expect(effects.pendingTimers).toBe(0)
  })

  it.each<[string, (body: UpstreamBody) => void]>([
    ['the stream ends', body => body.close()],
    ['the connection breaks', body => body.fail(reset())],
  ])('is a broken stream where %s', async (_, end) => {
    const body = createUpstreamBody()
    end(body)
    const { effects, guard, wait } = build(body)
    expect((await effects.outcome(wait())).value).toEqual({
      kind: 'broken',
      code: 'upstream_stream_truncated',
    })
    guard.release()
    expect(effects.pendingTimers).toBe(0)
  })

  it('is a stalled stream after 30 s', async () => {
    const { effects, wait } = build(createUpstreamBody())
    const { value, afterMs } = await effects.outcome(wait())
    expect(value).toEqual({ kind: 'broken', code: 'upstream_stalled' })
    expect(afterMs).toBe(30_000)
  })

  it('is the end of the time where that comes first', async () => {
    const { effects, guard, wait } = build(createUpstreamBody())
    guard.limit(10_000, 'total')
    expect((await effects.outcome(wait())).value).toEqual({ kind: 'broken', code: 'deadline_exceeded' })
  })

  it('is nothing where the caller hangs up', async () => {
    const { effects, caller, guard, wait } = build(createUpstreamBody())
    const waited = wait()
    caller.abort()
    expect((await effects.outcome(waited)).value).toEqual({ kind: 'abandoned' })
    guard.release()
    expect(effects.pendingTimers).toBe(0)
  })
})

describe('the clock', () => {
  it('stands still while nobody waits', async () => {
    const body = createUpstreamBody(word('a'))
    const { effects, wait } = build(body)
    await effects.outcome(wait())
    await effects.advance(100_000)
    body.push(word('b'))
    expect((await effects.outcome(wait())).value.kind).toBe('events')
  })

  it('adds up over comments, but not over the time between the waits', async () => {
    const body = createUpstreamBody()
    const { effects, wait } = build(body)
    for (let waits = 0; waits < 5; waits += 1) {
      const waited = wait()
      await effects.advance(23_000)
      body.push(comment)
      expect((await effects.outcome(waited)).value.kind).toBe('events')
      await effects.advance(60_000)
    }
    const { value, afterMs } = await effects.outcome(wait())
    expect(value).toEqual({ kind: 'broken', code: 'upstream_stalled' })
    expect(afterMs).toBe(5000)
  })
})
