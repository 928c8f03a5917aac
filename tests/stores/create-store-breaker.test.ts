import { describe, expect, it } from 'vitest'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { createFakeEffects, start } from '../support/fake-effects'

function build() {
  const clock = createFakeEffects()
  const breaker = createStoreBreaker(clock.now)
  let tries = 0
  const attempt = (outcome: 'good' | 'bad') =>
    breaker
      .run(async () => {
        tries += 1
        if (outcome === 'bad') throw new Error('bad')
        return 'good'
      })
      .catch((error: Error) => error.message)
  return { clock, attempt, tries: () => tries }
}

const alone = 'The store is being left alone after repeated failures.'

describe('an outage', () => {
  it('is told of when it begins, and then once a minute', async () => {
    const clock = createFakeEffects()
    const toldAt: number[] = []
    const breaker = createStoreBreaker(clock.now, () => toldAt.push(clock.now() - start))
    const fail = () => breaker.run(() => Promise.reject(new Error('bad'))).catch(() => {})
    await fail()
    await fail()
    expect(toldAt).toEqual([])
    for (let second = 0; second < 150; second += 1) {
      await fail()
      await clock.advance(1000)
    }
    expect(toldAt).toEqual([0, 60_000, 120_000])
  })

  it('that ends and comes again within a minute is not told of twice', async () => {
    const clock = createFakeEffects()
    let told = 0
    const breaker = createStoreBreaker(clock.now, () => {
      told += 1
    })
    for (let outage = 0; outage < 3; outage += 1) {
      for (let failure = 0; failure < 3; failure += 1)
        await breaker.run(() => Promise.reject(new Error('bad'))).catch(() => {})
      await clock.advance(5000)
      await breaker.run(async () => 'good')
    }
    expect(told).toBe(1)
  })

  it('that there is none of is not told of', async () => {
    const clock = createFakeEffects()
    let told = 0
    const breaker = createStoreBreaker(clock.now, () => {
      told += 1
    })
    for (let call = 0; call < 20; call += 1) {
      await breaker.run(() => Promise.reject(new Error('bad'))).catch(() => {})
      await breaker.run(async () => 'good')
    }
    expect(told).toBe(0)
  })
})

describe('a store', () => {
  it('that answers is asked each time, and its answers and failures are passed on', async () => {
    const { attempt, tries } = build()
    expect([await attempt('good'), await attempt('bad'), await attempt('good')]).toEqual([
      'good',
      'bad',
      'good',
    ])
    expect(tries()).toBe(3)
  })

  it('is left alone for 5 s after three failures within 10 s', async () => {
    const { clock, attempt, tries } = build()
    for (let failure = 0; failure < 3; failure++) {
      await attempt('bad')
      await clock.advance(4900)
    }
    expect(await attempt('good')).toBe(alone)
    expect(tries()).toBe(3)
    await clock.advance(99)
    expect(await attempt('good')).toBe(alone)
    await clock.advance(1)
    expect(await attempt('good')).toBe('good')
  })

  it('is left alone no longer for a clock that has been set back', async () => {
    const { clock, attempt } = build()
    for (let time = 0; time < 3; time++) await attempt('bad')
    expect(await attempt('good')).toBe(alone)
    await clock.advance(-600_000)
    expect(await attempt('good')).toBe('good')
  })

  it('that fails now and then is not left alone', async () => {
    const { clock, attempt, tries } = build()
    for (let failure = 0; failure < 20; failure++) {
      await attempt('bad')
      await clock.advance(5000)
    }
    expect(tries()).toBe(20)
  })

  it('that fails again after its rest is left alone again', async () => {
    const { clock, attempt, tries } = build()
    for (let failure = 0; failure < 3; failure++) await attempt('bad')
    await clock.advance(5000)
    expect(await attempt('bad')).toBe('bad')
    expect(await attempt('good')).toBe(alone)
    expect(tries()).toBe(4)
  })

  it('is left alone although a call that began before comes through', async () => {
    const clock = createFakeEffects()
    const breaker = createStoreBreaker(clock.now)
    let finish = (_: string) => {}
    const early = breaker.run(
      () =>
        new Promise<string>(resolve => {
          finish = resolve
        }),
    )
    for (let failure = 0; failure < 3; failure++)
      await breaker.run(() => Promise.reject(new Error('bad'))).catch(() => {})
    finish('good')
    expect(await early).toBe('good')
    await expect(breaker.run(async () => 'good')).rejects.toThrow(alone)
  })
})
