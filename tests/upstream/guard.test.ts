import { describe, expect, it } from 'vitest'
import { createGuard } from '@/lib/upstream/guard'
import { countListeners } from '../support/count-listeners'
import { createFakeEffects } from '../support/fake-effects'

function build() {
  const effects = createFakeEffects()
  const caller = new AbortController()
  const listeners = countListeners(caller.signal)
  return { effects, caller, listeners, guard: createGuard(caller.signal, effects) }
}

describe('a guard', () => {
  it('is not stopped by itself', () => {
    const { guard } = build()
    expect(guard.stoppedBy()).toBeUndefined()
    expect(guard.signal.aborted).toBe(false)
  })

  it('stops when the caller hangs up', () => {
    const { guard, caller } = build()
    caller.abort()
    expect(guard.stoppedBy()).toBe('caller')
    expect(guard.signal.aborted).toBe(true)
  })

  it('is stopped from the start where the caller is gone already', () => {
    const guard = createGuard(AbortSignal.abort(), createFakeEffects())
    expect(guard.stoppedBy()).toBe('caller')
    expect(guard.signal.aborted).toBe(true)
  })

  it('remembers who stopped it first', () => {
    const { guard, caller } = build()
    guard.stop('router')
    caller.abort()
    guard.stop('timeout')
    expect(guard.stoppedBy()).toBe('router')
  })

  it('stops at a limit', async () => {
    const { guard, effects } = build()
    guard.limit(100)
    await effects.advance(99)
    expect(guard.stoppedBy()).toBeUndefined()
    await effects.advance(1)
    expect(guard.stoppedBy()).toBe('timeout')
  })

  it('names the limit that it stopped at', async () => {
    const { guard, effects } = build()
    guard.limit(100, 'total')
    await effects.advance(100)
    expect(guard.stoppedBy()).toBe('total')
  })

  it('does not stop at a limit that was lifted', async () => {
    const { guard, effects } = build()
    guard.limit(100)()
    await effects.advance(1000)
    expect(guard.stoppedBy()).toBeUndefined()
    expect(effects.pendingTimers).toBe(0)
  })

  it('listens to the caller until it is released', () => {
    const { guard, caller, listeners } = build()
    expect(listeners()).toBe(1)
    guard.release()
    expect(listeners()).toBe(0)
    caller.abort()
    expect(guard.stoppedBy()).toBeUndefined()
  })
})
