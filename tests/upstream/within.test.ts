import { expect, it } from 'vitest'
import { within } from '@/lib/upstream/within'
import { createFakeEffects } from '../support/fake-effects'

it('what comes in time is given, and its timer is gone', async () => {
  const effects = createFakeEffects()
  expect(await within(1000, { promise: Promise.resolve(7), effects })).toBe(7)
  expect(effects.pendingTimers).toBe(0)
})

it('what comes later is not waited for', async () => {
  const effects = createFakeEffects()
  const { value, afterMs } = await effects.outcome(within(1000, { promise: new Promise(() => {}), effects }))
  expect([value, afterMs]).toEqual([undefined, 1000])
})

it('what fails in time fails, and its timer is gone', async () => {
  const effects = createFakeEffects()
  const failed = within(1000, { promise: Promise.reject(new Error('no')), effects })
  await expect(failed).rejects.toThrow('no')
  expect(effects.pendingTimers).toBe(0)
})
