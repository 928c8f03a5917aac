import { expect, it } from 'vitest'
import { newId } from '@/lib/gateway/new-id'

it('an id is fit for headers and logs, and new', () => {
  expect(newId()).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  expect(newId()).not.toBe(newId())
})
