import { expect, it } from 'vitest'
import { counted } from '@/lib/regions/counted'

it('one thing is one, and all other numbers of it are many', () => {
  expect([0, 1, 2].map(count => counted(count, 'problem'))).toEqual(['0 problems', '1 problem', '2 problems'])
})
