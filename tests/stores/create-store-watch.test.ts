import { describe, expect, it } from 'vitest'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { createStoreWatch } from '@/lib/stores/create-store-watch'
import { createFakeEffects } from '../support/fake-effects'

function build(isThere = true) {
  const clock = createFakeEffects()
  const breaker = createStoreBreaker(clock.now)
  const store = { isThere, pings: 0 }
  const ping = async () => {
    store.pings += 1
    if (!store.isThere) throw new Error('away')
    return 'PONG'
  }
  return { clock, breaker, store, isAway: createStoreWatch({ ping }, { now: clock.now, breaker }) }
}

const fail = () => Promise.reject(new Error('away'))

describe('a store', () => {
  it('of which nothing was heard is asked itself, once in ten seconds', async () => {
    const { clock, store, isAway } = build()
    expect([await isAway(), await isAway(), store.pings]).toEqual([false, false, 1])
    await clock.advance(10_000)
    expect([await isAway(), store.pings]).toEqual([false, 2])
  })

  it('that does not answer is away, and is there again once it does', async () => {
    const { clock, store, isAway } = build(false)
    expect([await isAway(), await isAway(), store.pings]).toEqual([true, true, 2])
    store.isThere = true
    expect([await isAway(), store.pings]).toEqual([false, 3])
    await clock.advance(9999)
    expect([await isAway(), store.pings]).toEqual([false, 3])
  })

  it('that a call has just met is not asked', async () => {
    const { breaker, store, isAway } = build()
    await breaker.run(async () => 'good')
    expect([await isAway(), store.pings]).toEqual([false, 0])
  })

  it('that has just failed a call is asked whether it is there', async () => {
    const { breaker, store, isAway } = build()
    await breaker.run(async () => 'good')
    await breaker.run(fail).catch(() => {})
    expect([await isAway(), store.pings]).toEqual([false, 1])
  })

  it('that is left alone is away, and is asked itself where no call comes', async () => {
    const { clock, breaker, store, isAway } = build()
    for (let times = 0; times < 3; times++) await breaker.run(fail).catch(() => {})
    expect([await isAway(), store.pings]).toEqual([true, 0])
    await clock.advance(60_000)
    expect([await isAway(), store.pings]).toEqual([false, 1])
  })
})
