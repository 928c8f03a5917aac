import { describe, expect, it } from 'vitest'
import { startSilenceTimer } from '@/lib/stores/start-silence-timer'
import { createFakeEffects, start } from '../support/fake-effects'

function begin({ heardAt = start - 1, unanswered = 1 } = {}) {
  const effects = createFakeEffects()
  const hearing = { heardAt, unanswered }
  const rung: number[] = []
  startSilenceTimer(150, () => rung.push(effects.now() - start), {
    startTimer: effects.startTimer,
    now: effects.now,
    lastAnswerAt: () => hearing.heardAt,
    unanswered: () => hearing.unanswered,
  })
  return { effects, hearing, rung }
}

/** The same at an instance whose timers ring when it comes to them. */
function beginBusy() {
  let now = start
  let next = () => {}
  const rung: number[] = []
  startSilenceTimer(150, () => rung.push(now - start), {
    startTimer: (_, ring) => {
      next = ring
      return () => {}
    },
    now: () => now,
    lastAnswerAt: () => start - 1,
    unanswered: () => 1,
  })
  const late = (milliseconds: number) => {
    now += milliseconds
    next()
  }
  return { late, rung }
}

describe('a silence', () => {
  it('is 150 ms where one question is asked', async () => {
    const { effects, rung } = begin()
    await effects.advance(149)
    expect(rung).toEqual([])
    await effects.advance(1)
    expect(rung).toEqual([150])
    await effects.advance(5000)
    expect(rung).toHaveLength(1)
  })

  it('begins anew whenever another answer is heard', async () => {
    const { effects, hearing, rung } = begin()
    await effects.advance(100)
    hearing.heardAt = effects.now()
    await effects.advance(150)
    expect(rung).toEqual([])
    await effects.advance(50)
    expect(rung).toEqual([300])
  })

  it('is longer for a queue that this instance has made itself', async () => {
    const { effects, rung } = begin({ unanswered: 101 })
    await effects.advance(549)
    expect(rung).toEqual([])
    await effects.advance(1)
    expect(rung).toEqual([550])
  })

  it.each([0, start - 4000])(
    'is 250 ms longer where a connection may have to be opened first: %s',
    async heardAt => {
      const { effects, rung } = begin({ heardAt })
      await effects.advance(399)
      expect(rung).toEqual([])
      await effects.advance(1)
      expect(rung).toEqual([400])
    },
  )

  it('is not kept by whoever was too busy to listen, however long that took', () => {
    const { late, rung } = beginBusy()
    for (let turn = 0; turn < 10; turn++) late(2500)
    expect(rung).toEqual([])
    late(50)
    late(50)
    expect(rung).toEqual([])
    late(50)
    expect(rung).toEqual([25_150])
  })

  it('is over once such an instance has looked sixty times, so that none waits for ever', () => {
    const { late, rung } = beginBusy()
    for (let turn = 0; turn < 59; turn++) late(110)
    expect(rung).toEqual([])
    late(110)
    expect(rung).toEqual([6600])
  })

  it('is over after 3 s, however long the queue', async () => {
    const { effects, rung } = begin({ unanswered: 10_000 })
    await effects.advance(3000)
    expect(rung).toEqual([3000])
  })
})
