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
