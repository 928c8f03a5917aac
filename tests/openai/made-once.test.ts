import { expect, it } from 'vitest'
import { madeOnce } from '@/lib/openai/made-once'

it('what is made once is made when it is first asked for, and not again', () => {
  let makings = 0
  const read = madeOnce(() => {
    makings += 1
    return undefined
  })
  expect(makings).toBe(0)
  expect([read(), read()]).toEqual([undefined, undefined])
  expect(makings).toBe(1)
})
