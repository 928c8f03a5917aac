import { expect, it } from 'vitest'
import { createBackgroundWork } from '@/lib/hosts/create-background-work'

function begin() {
  const written: (() => void)[] = []
  const errors: unknown[] = []
  const work = createBackgroundWork({
    whenWritten: run => written.push(run),
    onError: error => errors.push(error),
  })
  const write = () => {
    for (const run of written.splice(0)) run()
  }
  return { ...work, errors, write }
}

async function isSettled(settled: Promise<void>): Promise<boolean> {
  let done = false
  settled.then(() => {
    done = true
  })
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  return done
}

it('a task is begun once the response has been written', async () => {
  const { after, write, settled } = begin()
  const begun: string[] = []
  after(async () => void begun.push('task'))
  expect(await isSettled(settled())).toBe(false)
  expect(begun).toEqual([])
  write()
  expect(await isSettled(settled())).toBe(true)
  expect(begun).toEqual(['task'])
})

it('what is begun while others end is waited for as well', async () => {
  const { after, write, settled } = begin()
  let finish = () => {}
  const last = new Promise<void>(resolve => {
    finish = resolve
  })
  after(async () => after(last))
  write()
  const waiting = settled()
  expect(await isSettled(waiting)).toBe(false)
  finish()
  expect(await isSettled(waiting)).toBe(true)
})

it('a failure is told of once and holds nothing up', async () => {
  const { after, errors, settled } = begin()
  const error = new Error('lost')
  after(Promise.reject(error))
  await settled()
  expect(errors).toEqual([error])
})
