import { expect, it } from 'vitest'
import { unlessAborted } from '@/lib/upstream/unless-aborted'
import { countListeners } from '../support/count-listeners'

it('gives what the promise comes to, and lets go of the signal', async () => {
  const { signal } = new AbortController()
  const listeners = countListeners(signal)
  expect(await unlessAborted(signal, Promise.resolve(7))).toBe(7)
  await expect(unlessAborted(signal, Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(listeners()).toBe(0)
})

it('does not wait for a promise that never settles once the signal has rung', async () => {
  const controller = new AbortController()
  const waiting = unlessAborted(controller.signal, new Promise(() => {}))
  controller.abort(new Error('late'))
  await expect(waiting).rejects.toThrow('late')
  await expect(unlessAborted(controller.signal, new Promise(() => {}))).rejects.toThrow('late')
})
