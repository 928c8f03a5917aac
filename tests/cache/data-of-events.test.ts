import { expect, it } from 'vitest'
import { dataOfEvents } from '@/lib/cache/data-of-events'
import { comment, done, event } from '../support/sse'

it('the data of events stand in their order', () => {
  expect(dataOfEvents(event('{"x":1}') + event('{"x":2}'))).toEqual([{ x: 1 }, { x: 2 }])
})

it('it is read whatever the event is called and however its lines end', () => {
  const text = 'event: message_start\r\nid: 1\r\ndata: {"x":\r\ndata: 1}\r\n\r\n'
  expect(dataOfEvents(text)).toEqual([{ x: 1 }])
})

it.each([
  comment,
  done,
  event(''),
  event('{'),
  event('5'),
  event('null'),
  event('"x"'),
  event('[{"x":1}]'),
  'event: ping\n\n',
])('what is no object is left out: %j', other => {
  expect(dataOfEvents(event('{"x":1}') + other + event('{"x":2}'))).toEqual([{ x: 1 }, { x: 2 }])
})

it('and so is an event that is not whole', () => {
  expect(dataOfEvents(`${event('{"x":1}')}data: {"x":2}\n`)).toEqual([{ x: 1 }])
})

it.each(['', comment])('there may be none: %j', text => {
  expect(dataOfEvents(text)).toEqual([])
})
