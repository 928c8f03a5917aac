import { expect, it } from 'vitest'
import type { Settlement } from '@/lib/access/limits'
import { createUnsettled } from '@/lib/gateway/unsettled'
import { countingStore } from '../support/build-dependencies'
import { used } from '../support/used'

const reservation = (slot: string) => ({ caller: 'c', slot, second: 1, tokens: 10, budgets: [], nanoUsd: 5 })

function recordingStore({ isAway = false } = {}) {
  const settled: [string, Settlement][] = []
  const state = { isAway }
  const store = {
    ...countingStore(() => 0),
    settle: async ({ slot }: { slot: string }, by: Settlement) => {
      if (state.isAway) throw new Error('away')
      settled.push([slot, by])
    },
  }
  return { settled, state, store }
}

it('what could not be settled is settled once the store is back, and only once', async () => {
  const { settled, store } = recordingStore()
  const unsettled = createUnsettled()
  unsettled.add(reservation('a'), used(3, 7))
  unsettled.add(reservation('b'), used(0))
  await unsettled.settle(store)
  await unsettled.settle(store)
  expect(settled).toEqual([
    ['a', used(3, 7)],
    ['b', used(0)],
  ])
})

it('what is being settled is held until it is, and asked for once however often the store is back', async () => {
  const { settled, store } = recordingStore()
  const unsettled = createUnsettled()
  unsettled.add(reservation('a'), used(3, 7))
  const settling = unsettled.settle(store)
  expect(unsettled.holds('c')).toBe(true)
  await Promise.all([settling, unsettled.settle(store)])
  expect(settled).toEqual([['a', used(3, 7)]])
  expect(unsettled.holds('c')).toBe(false)
})

it('what fails again is kept for the next time', async () => {
  const { settled, state, store } = recordingStore({ isAway: true })
  const unsettled = createUnsettled()
  unsettled.add(reservation('a'), used(3, 7))
  await unsettled.settle(store)
  expect(unsettled.isEmpty()).toBe(false)
  state.isAway = false
  await unsettled.settle(store)
  expect(settled).toEqual([['a', used(3, 7)]])
  expect(unsettled.isEmpty()).toBe(true)
})

it('the oldest of more than a thousand are left to run out', async () => {
  const { settled, store } = recordingStore()
  const unsettled = createUnsettled()
  for (let call = 0; call < 1001; call++) unsettled.add(reservation(String(call)), used(0))
  await unsettled.settle(store)
  expect(settled).toHaveLength(1000)
  expect(settled[0]).toEqual(['1', used(0)])
})

it('what one caller’s calls hold is settled at once, and what fails is kept', async () => {
  const { settled, state, store } = recordingStore({ isAway: true })
  const unsettled = createUnsettled()
  unsettled.add(reservation('a'), used(3, 7))
  unsettled.add({ ...reservation('b'), caller: 'other' }, used(0))
  await unsettled.settleOf('c', store)
  expect([unsettled.holds('c'), settled]).toEqual([true, []])
  state.isAway = false
  await unsettled.settleOf('c', store)
  expect(settled).toEqual([['a', used(3, 7)]])
  expect([unsettled.holds('c'), unsettled.holds('other')]).toEqual([false, true])
})

it('what was settled elsewhere is removed', () => {
  const unsettled = createUnsettled()
  unsettled.add(reservation('a'), used(3, 7))
  unsettled.remove('a')
  expect(unsettled.isEmpty()).toBe(true)
})
