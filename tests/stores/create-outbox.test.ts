import { describe, expect, it } from 'vitest'
import { createOutbox } from '@/lib/stores/create-outbox'
import { createFakeEffects } from '../support/fake-effects'

type Result = string | undefined | Promise<string | undefined>

/** An outbox whose posts a test sees and answers; by default each is taken at once. */
function build(answer: (batch: readonly string[]) => Result = () => undefined) {
  const clock = createFakeEffects()
  const batches: (readonly string[])[] = []
  const logged: unknown[] = []
  const outbox = createOutbox({
    now: clock.now,
    startTimer: clock.startTimer,
    event: 'spans-lost',
    writeLog: (level, line) => logged.push({ level, ...line }),
    post: async texts => {
      batches.push(texts)
      return await answer(texts)
    },
  })
  const puts: Promise<void>[] = []
  const put = (...texts: string[]) => {
    for (const text of texts) puts.push(outbox.put(text))
  }
  return { clock, outbox, batches, logged, put, settled: () => Promise.all(puts) }
}

const many = (count: number, text = 'x') => Array.from({ length: count }, (_, at) => `${text}${at}`)

describe('what is put', () => {
  it('is posted together, once, a second after the first', async () => {
    const { clock, put, batches, settled } = build()
    put('a', 'b')
    await clock.advance(900)
    put('c')
    expect(batches).toEqual([])
    await clock.advance(100)
    expect(batches).toEqual([['a', 'b', 'c']])
    await settled()
    await clock.advance(60_000)
    expect([batches.length, clock.pendingTimers]).toEqual([1, 0])
  })

  it('after that is posted a second later as well', async () => {
    const { clock, put, batches } = build()
    put('a')
    await clock.advance(1000)
    put('b')
    await clock.advance(1000)
    expect(batches).toEqual([['a'], ['b']])
  })

  it('is posted without waiting where there is enough of it', async () => {
    const { clock, put, batches } = build()
    put(...many(99))
    await clock.settle()
    expect(batches).toEqual([])
    put('last')
    await clock.settle()
    expect(batches).toEqual([[...many(99), 'last']])
    await clock.advance(5000)
    expect(batches).toHaveLength(1)
  })

  it('is posted without waiting where it is large', async () => {
    const { clock, put, batches } = build()
    put('a', 'x'.repeat(256 * 1024))
    await clock.settle()
    expect(batches.map(batch => batch.length)).toEqual([2])
  })

  it('while another batch is on its way waits for it, and follows at once', async () => {
    let taken = (_: undefined) => {}
    const { clock, put, batches, settled } = build(([first]) =>
      first === 'a' ? new Promise(resolve => (taken = resolve)) : undefined,
    )
    put('a')
    await clock.advance(1000)
    put(...many(300))
    await clock.advance(2000)
    expect(batches).toEqual([['a']])
    taken(undefined)
    await clock.settle()
    expect(batches).toEqual([['a'], many(300)])
    await clock.advance(1000)
    await settled()
    expect([batches.length, clock.pendingTimers]).toEqual([2, 0])
  })

  it('while another batch is on its way gathers again where it is little', async () => {
    let taken = (_: undefined) => {}
    const { clock, put, batches, settled } = build(([first]) =>
      first === 'a' ? new Promise(resolve => (taken = resolve)) : undefined,
    )
    put('a')
    await clock.advance(1000)
    put('b')
    await clock.advance(300)
    taken(undefined)
    await clock.advance(300)
    put('c')
    expect(batches).toEqual([['a']])
    await clock.advance(400)
    expect(batches).toEqual([['a'], ['b', 'c']])
    await settled()
  })

  it('goes in batches that a collector takes', async () => {
    let taken = (_: undefined) => {}
    const { clock, put, batches } = build(([first]) =>
      first === 'a' ? new Promise(resolve => (taken = resolve)) : undefined,
    )
    put('a')
    await clock.advance(1000)
    put(...many(1200), 'y'.repeat(700_000), 'z'.repeat(700_000), 'w'.repeat(1_500_000))
    taken(undefined)
    await clock.settle()
    expect(batches.map(batch => batch.length)).toEqual([1, 500, 500, 201, 1, 1])
    expect(batches.flat()).toHaveLength(1204)
  })

  it('is posted by a later call where the one that waited was cut off', async () => {
    const { clock, batches, ...cut } = build()
    // A timer of a call that is cut off never rings.
    const silent = createOutbox({
      now: clock.now,
      startTimer: (milliseconds, ring) =>
        clock.now() === begun ? () => {} : clock.startTimer(milliseconds, ring),
      event: 'spans-lost',
      writeLog: () => {},
      post: async texts => void batches.push(texts),
    })
    const begun = clock.now()
    void silent.put('a')
    await clock.advance(1500)
    void silent.put('b')
    await clock.advance(5000)
    expect(batches).toEqual([])
    void silent.put('c')
    await clock.advance(1000)
    expect(batches).toEqual([['a', 'b', 'c']])
    expect(cut.logged).toEqual([])
  })

  it('is posted by a later call where the one that posted was cut off', async () => {
    const { clock, put, batches } = build(([first]) => (first === 'a' ? new Promise(() => {}) : undefined))
    put('a')
    await clock.advance(1000)
    put('b')
    await clock.advance(8000)
    expect(batches).toEqual([['a']])
    await clock.advance(3000)
    expect(batches).toEqual([['a'], ['b']])
  })
})

describe('what is refused', () => {
  it('is not posted again, and told in the log', async () => {
    const { clock, put, batches, logged, settled } = build(() => '503')
    put('a', 'b')
    await clock.advance(1000)
    await settled()
    expect(batches).toEqual([['a', 'b']])
    expect(logged).toEqual([{ level: 'warn', event: 'spans-lost', lost: 2, reason: '503' }])
  })

  it('is told once a minute, with all that was lost since', async () => {
    const { clock, put, logged } = build(() => 'timeout')
    for (let second = 0; second < 65; second++) {
      put('a')
      await clock.advance(1000)
    }
    expect(logged).toEqual([
      { level: 'warn', event: 'spans-lost', lost: 1, reason: 'timeout' },
      { level: 'warn', event: 'spans-lost', lost: 60, reason: 'timeout' },
    ])
  })

  it('holds nothing up that comes after it', async () => {
    let isAway = true
    const { clock, put, batches } = build(() => (isAway ? 'TypeError' : undefined))
    put('a')
    await clock.advance(1000)
    isAway = false
    put('b')
    await clock.advance(1000)
    expect(batches).toEqual([['a'], ['b']])
  })
})

describe('a collector that hangs', () => {
  it.each([
    ['texts', 5000, 10, 2000],
    ['characters', 100, 100_000, 42],
  ])('gets no more than so many %s kept for it', async (_, count, length, kept) => {
    let taken = (_: undefined) => {}
    const { clock, put, batches, logged } = build(([first]) =>
      first === 'a' ? new Promise(resolve => (taken = resolve)) : undefined,
    )
    put('a')
    await clock.advance(1000)
    put(...Array.from({ length: count }, () => 'x'.repeat(length)))
    taken(undefined)
    await clock.advance(1000)
    expect(batches.flat()).toHaveLength(1 + kept)
    expect(logged).toEqual([{ level: 'warn', event: 'spans-lost', lost: 1, reason: 'full' }])
  })
})
