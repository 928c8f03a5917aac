import { expect, it } from 'vitest'
import { createBackgroundWork } from '@/lib/hosts/create-background-work'

function begin() {
  const errors: unknown[] = []
  return { ...createBackgroundWork(error => errors.push(error)), errors }
}

async function isSettled(settled: Promise<void>): Promise<boolean> {
  let done = false
  settled.then(() => {
    done = true
  })
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  return done
}

function work() {
  let finish = () => {}
  const done = new Promise<void>(resolve => {
    finish = resolve
  })
  return { done, finish: () => finish() }
}

it('what goes on behind a response is waited for, and what begins meanwhile as well', async () => {
  const { after, settled } = begin()
  const [first, last] = [work(), work()]
  after(first.done.then(() => after(last.done)))
  const waiting = settled()
  expect(await isSettled(waiting)).toBe(false)
  first.finish()
  expect(await isSettled(waiting)).toBe(false)
  last.finish()
  expect(await isSettled(waiting)).toBe(true)
})

it('a failure is told of once and holds nothing up', async () => {
  const { after, errors, settled } = begin()
  const error = new Error('lost')
  after(Promise.reject(error))
  await settled()
  expect(errors).toEqual([error])
})
