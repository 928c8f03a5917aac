import { describe, expect, it } from 'vitest'
import { createEndpointSlots } from '@/lib/upstream/endpoint-slots'
import { countListeners } from '../support/count-listeners'
import { createFakeEffects } from '../support/fake-effects'
import { upstreamEndpoint } from '../support/upstream-endpoint'

const staying = new AbortController().signal

function build(maxConcurrency: number | undefined) {
  const effects = createFakeEffects()
  const slots = createEndpointSlots(effects.startTimer)
  const endpoint = upstreamEndpoint('sin', maxConcurrency === undefined ? {} : { maxConcurrency })
  const order: string[] = []
  const leavers: (() => void)[] = []
  /** Waits for a slot; `order` then says whose turn it was. */
  const wait = async (name: string, { caller = name, waitMs = 2000, signal = staying } = {}) => {
    const leave = await slots.enter(endpoint, { caller, waitMs, signal })
    order.push(leave === undefined ? `${name} left` : name)
    if (leave !== undefined) leavers.push(leave)
  }
  const leaveFirst = async () => {
    leavers.shift()?.()
    await effects.settle()
  }
  const enter = (caller = 'a', waitMs = 0) => slots.enter(endpoint, { caller, waitMs, signal: staying })
  return {
    effects,
    slots,
    endpoint,
    order,
    leavers,
    wait,
    leaveFirst,
    enter,
    count: () => slots.inFlight.get('sin'),
  }
}

describe('an endpoint', () => {
  it('without a limit takes any number of calls, which are counted', async () => {
    const { enter, count } = build(undefined)
    for (let call = 0; call < 500; call += 1) expect(await enter()).toBeDefined()
    expect(count()).toBe(500)
  })

  it('takes as many calls as it may, and no other while these are in flight', async () => {
    const { enter, count } = build(2)
    const leaves = [await enter(), await enter(), await enter()]
    expect(leaves.map(leave => leave !== undefined)).toEqual([true, true, false])
    leaves[0]?.()
    expect(count()).toBe(1)
    expect(await enter()).toBeDefined()
  })

  it('that is full says nothing of another', async () => {
    const { slots, enter } = build(1)
    await enter()
    const other = upstreamEndpoint('nrt', { maxConcurrency: 1 })
    expect(await slots.enter(other, { caller: 'a', waitMs: 0, signal: staying })).toBeDefined()
  })
})

describe('a slot', () => {
  it('is returned once, however often that is done', async () => {
    const { enter, count } = build(2)
    const [one] = [await enter(), await enter()]
    one?.()
    one?.()
    one?.()
    expect(count()).toBe(1)
    expect([await enter(), await enter()].map(leave => leave !== undefined)).toEqual([true, false])
  })

  it('that is returned is forgotten', async () => {
    const { enter, slots } = build(2)
    const leave = await enter()
    leave?.()
    expect(slots.inFlight.size).toBe(0)
  })
})

describe('a call that waits', () => {
  it('gets the slot that is returned, and holds it', async () => {
    const { effects, wait, order, leaveFirst, count } = build(1)
    await wait('a')
    void wait('b')
    await effects.advance(1999)
    expect(order).toEqual(['a'])
    await leaveFirst()
    expect([order, count()]).toEqual([['a', 'b'], 1])
    await effects.advance(10_000)
    expect([order, count(), effects.pendingTimers]).toEqual([['a', 'b'], 1, 0])
  })

  it('is told in time that there is none, and gets none later', async () => {
    const { effects, wait, order, leaveFirst, count } = build(1)
    await wait('a')
    void wait('b', { waitMs: 100 })
    await effects.advance(99)
    expect(order).toEqual(['a'])
    await effects.advance(1)
    expect(order).toEqual(['a', 'b left'])
    await leaveFirst()
    expect(count()).toBeUndefined()
  })

  it('that has given up does not hold up who comes after it', async () => {
    const { effects, wait, order, leaveFirst } = build(1)
    await wait('a')
    void wait('b', { waitMs: 100 })
    void wait('c')
    await effects.advance(500)
    await leaveFirst()
    expect(order).toEqual(['a', 'b left', 'c'])
  })
})

describe('a call whose caller hangs up', () => {
  it('waits no longer, and gets no slot', async () => {
    const caller = new AbortController()
    const { effects, wait, order, leaveFirst, count } = build(1)
    await wait('a')
    void wait('b', { signal: caller.signal })
    await effects.settle()
    caller.abort()
    await effects.settle()
    expect([order, effects.pendingTimers]).toEqual([['a', 'b left'], 0])
    await leaveFirst()
    expect(count()).toBeUndefined()
  })

  it('before it would wait does not', async () => {
    const { effects, wait, order } = build(1)
    await wait('a')
    await wait('b', { signal: AbortSignal.abort() })
    expect([order, effects.pendingTimers]).toEqual([['a', 'b left'], 0])
  })

  it('is listened to while it waits, and not after', async () => {
    const caller = new AbortController()
    const listeners = countListeners(caller.signal)
    const { effects, wait, leaveFirst } = build(1)
    await wait('a')
    void wait('b', { signal: caller.signal })
    await effects.settle()
    expect(listeners()).toBe(1)
    await leaveFirst()
    expect(listeners()).toBe(0)
  })
})

describe('a limit that is changed', () => {
  it('downwards lets nobody in until so many have left', async () => {
    const { effects, slots, endpoint, order, leavers, wait, leaveFirst, count } = build(6)
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await wait(name)
    void wait('g')
    const lowered = slots.enter(
      { ...endpoint, maxConcurrency: 2 },
      { caller: 'h', waitMs: 2000, signal: staying },
    )
    void lowered.then(leave => leave && leavers.push(leave))
    for (let turn = 0; turn < 4; turn += 1) await leaveFirst()
    expect([count(), order.includes('g')]).toEqual([2, false])
    await leaveFirst()
    expect([count(), order.includes('g')]).toEqual([2, true])
    await effects.advance(2000)
  })

  it('upwards lets in all that there is room for', async () => {
    const { slots, endpoint, order, wait, leaveFirst } = build(1)
    await wait('a')
    for (const name of ['b', 'c']) void wait(name)
    const raised = await slots.enter(
      { ...endpoint, maxConcurrency: 4 },
      { caller: 'd', waitMs: 0, signal: staying },
    )
    expect(raised).toBeDefined()
    await leaveFirst()
    expect(order).toEqual(['a', 'b', 'c'])
  })
})

describe('callers take turns', () => {
  it('in the order in which they came', async () => {
    const { wait, order, leaveFirst } = build(1)
    await wait('a')
    for (const name of ['b', 'c', 'd']) void wait(name)
    for (let turn = 0; turn < 3; turn += 1) await leaveFirst()
    expect(order).toEqual(['a', 'b', 'c', 'd'])
  })

  it('so that one with many calls does not keep the others out', async () => {
    const { wait, order, leaveFirst } = build(1)
    await wait('a0', { caller: 'a' })
    for (let call = 1; call < 50; call += 1) void wait(`a${call}`, { caller: 'a' })
    void wait('b1', { caller: 'b' })
    void wait('b2', { caller: 'b' })
    void wait('c1', { caller: 'c' })
    for (let turn = 0; turn < 7; turn += 1) await leaveFirst()
    expect(order).toEqual(['a0', 'a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
  })

  it('so that one with hundreds of calls does not keep the others out either', async () => {
    const { effects, wait, order, leaveFirst } = build(1)
    await wait('a0', { caller: 'a' })
    for (let call = 1; call < 300; call += 1) void wait(`a${call}`, { caller: 'a' })
    void wait('b', { caller: 'b' })
    await effects.settle()
    await leaveFirst()
    await leaveFirst()
    expect(order.filter(name => !name.endsWith('left'))).toEqual(['a0', 'a1', 'b'])
  })

  it('as far as there is room to wait: of a thousand callers all but a hundred are told at once', async () => {
    const { effects, wait, order } = build(1)
    await wait('a')
    for (let caller = 0; caller < 1000; caller += 1) void wait(`caller-${caller}`)
    await effects.settle()
    expect(order.filter(name => name.endsWith('left'))).toHaveLength(900)
    await effects.advance(2000)
    expect(order).toHaveLength(1001)
    expect(effects.pendingTimers).toBe(0)
  })
})
