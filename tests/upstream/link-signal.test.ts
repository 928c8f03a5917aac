import { expect, it } from 'vitest'
import { linkSignal } from '@/lib/upstream/link-signal'
import { countListeners } from '../support/count-listeners'

it('follows the signal that it is linked to, and tells whoever listens once', () => {
  const followed = new AbortController()
  const { signal, ring } = linkSignal(followed.signal)
  expect(signal.aborted).toBe(false)
  const told: string[] = []
  const first = () => told.push('first')
  signal.addEventListener('abort', first, { once: true })
  signal.addEventListener('abort', () => told.push('second'), { once: true })
  signal.removeEventListener('abort', first)
  followed.abort()
  ring()
  expect([signal.aborted, told]).toEqual([true, ['second']])
})

it('has rung already where the other has', () => {
  expect(linkSignal(AbortSignal.abort()).signal.aborted).toBe(true)
})

it('rings by itself without the other', () => {
  const followed = new AbortController()
  const { signal, ring } = linkSignal(followed.signal)
  ring()
  expect([signal.aborted, followed.signal.aborted]).toEqual([true, false])
})

it('lets go of the other', () => {
  const followed = new AbortController()
  const listeners = countListeners(followed.signal)
  const { signal, release } = linkSignal(followed.signal)
  release()
  followed.abort()
  expect([listeners(), signal.aborted]).toEqual([0, false])
})
