import { describe, expect, it } from 'vitest'
import { shareTimer } from '@/lib/openai/share-timer'
import { createFakeEffects } from '../support/fake-effects'

function build() {
  const effects = createFakeEffects()
  let started = 0
  const startTimer: typeof effects.startTimer = (milliseconds, ring) => {
    started += 1
    return effects.startTimer(milliseconds, ring)
  }
  const rung: string[] = []
  const shared = shareTimer({ startTimer, now: effects.now })
  const start = (name: string, milliseconds: number) =>
    shared.startTimer(milliseconds, () => rung.push(`${name} ${effects.now()}`))
  const begun = effects.now()
  return {
    effects,
    rung: () =>
      rung.map(each => each.replace(String(begun), '0').replace(/\d{6,}/, at => String(Number(at) - begun))),
    start,
    release: shared.release,
    started: () => started,
  }
}

describe('timers that share one of the runtime’s', () => {
  it('ring each at its time, whichever was started first', async () => {
    const { effects, start, rung } = build()
    start('late', 300)
    start('early', 100)
    start('next', 200)
    await effects.advance(1000)
    expect(rung()).toEqual(['early 100', 'next 200', 'late 300'])
    expect(effects.pendingTimers).toBe(0)
  })

  it('do not ring once they are cancelled, and hold up no other', async () => {
    const { effects, start, rung } = build()
    const cancel = start('cancelled', 100)
    start('kept', 200)
    cancel()
    await effects.advance(1000)
    expect(rung()).toEqual(['kept 200'])
  })

  it('cost the runtime one timer, however often the same wait begins anew', async () => {
    const { effects, start, rung, started } = build()
    for (let time = 0; time < 50; time++) {
      const cancel = start('idle', 1000)
      await effects.advance(10)
      cancel()
    }
    expect(started()).toBe(1)
    start('idle', 1000)
    await effects.advance(2000)
    expect(rung()).toEqual(['idle 1500'])
  })

  it('may be started by one that rings', async () => {
    const { effects, start, rung } = build()
    const rungAgain: number[] = []
    const { startTimer } = shareTimer(effects)
    startTimer(100, () => void startTimer(50, () => rungAgain.push(effects.now())))
    start('other', 10)
    const begun = effects.now()
    await effects.advance(200)
    expect(rungAgain).toEqual([begun + 150])
    expect(rung()).toEqual(['other 10'])
  })

  it('ring no more once they are released, and leave nothing behind', async () => {
    const { effects, start, rung, release } = build()
    start('one', 100)
    release()
    start('two', 100)
    expect(effects.pendingTimers).toBe(0)
    await effects.advance(1000)
    expect(rung()).toEqual([])
  })
})

describe('where the clock is set', () => {
  /** As `build`, but with a clock that is off by as much as a test says. */
  function buildOff() {
    const effects = createFakeEffects()
    const begun = effects.now()
    const rung: string[] = []
    let offMs = 0
    const shared = shareTimer({ startTimer: effects.startTimer, now: () => effects.now() + offMs })
    const start = (name: string, milliseconds: number) =>
      shared.startTimer(milliseconds, () => rung.push(`${name} ${effects.now() - begun}`))
    const set = (milliseconds: number) => {
      offMs += milliseconds
    }
    return { effects, rung, start, set, release: shared.release }
  }

  it.each([-3000, -40, 3000])('what had been started rings at its time: by %i ms', async by => {
    const { effects, rung, start, set } = buildOff()
    start('first', 100)
    start('second', 200)
    await effects.advance(50)
    set(by)
    await effects.advance(1000)
    expect(rung).toEqual(['first 100', 'second 200'])
    expect(effects.pendingTimers).toBe(0)
  })

  it.each([-3000, 3000])('what is started then rings at its time: by %i ms', async by => {
    const { effects, rung, start, set } = buildOff()
    start('first', 100)
    await effects.advance(50)
    set(by)
    start('second', 100)
    start('cancelled', 60)()
    await effects.advance(10)
    start('early', 10)
    await effects.advance(1000)
    start('third', 100)
    await effects.advance(1000)
    expect(rung).toEqual(['early 70', 'first 100', 'second 150', 'third 1160'])
    expect(effects.pendingTimers).toBe(0)
  })

  it('while nothing waits, all that is started rings at its time', async () => {
    const { effects, rung, start, set } = buildOff()
    for (const by of [-3000, 3000, -10]) {
      start('first', 100)
      await effects.advance(100)
      set(by)
    }
    expect(rung).toEqual(['first 100', 'first 200', 'first 300'])
  })

  it('nothing is left behind by what is released', async () => {
    const { effects, rung, start, set, release } = buildOff()
    start('first', 100)
    await effects.advance(50)
    set(-3000)
    start('second', 100)
    release()
    expect(effects.pendingTimers).toBe(0)
    await effects.advance(1000)
    expect(rung).toEqual([])
  })
})
