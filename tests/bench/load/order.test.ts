import { expect, it } from 'vitest'
import { orderText, readOrder } from './order'

it('is read as it was written, out of a body', () => {
  const order = { events: 120, pauseMs: 50, characters: 200 }
  expect(readOrder(JSON.stringify({ messages: [{ role: 'user', content: orderText(order) }] }))).toEqual(
    order,
  )
})

it('is none where a body has none', () => {
  expect(readOrder('{}')).toBeUndefined()
})
