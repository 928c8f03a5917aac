import { expect, it } from 'vitest'
import { createRandom } from '../random'
import { mannerAt } from './manners'

const random = createRandom(1)
const manners = Array.from({ length: 2000 }, () => mannerAt([random(), random()], { pauseMs: 50 }))

it('has a tenth of the callers leave and a tenth lag', () => {
  const share = (name: string) => manners.filter(manner => manner.name === name).length / manners.length
  expect(share('leaves')).toBeCloseTo(0.1, 1)
  expect(share('lags')).toBeCloseTo(0.1, 1)
  expect(share('reads')).toBeCloseTo(0.8, 1)
})

it('has who leaves do so before the last event, and after one at least', () => {
  for (const { name, order, leavesAfter = 0 } of manners) {
    expect(name === 'leaves').toBe(leavesAfter > 0)
    expect(leavesAfter).toBeLessThan(order.events)
  }
})
