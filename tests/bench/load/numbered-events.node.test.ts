import { describe, expect, it } from 'vitest'
import { checksum } from './checksum'
import { closingEvents, numberedEvent, receiveEvents } from './numbered-events'

const events = Array.from({ length: 5 }, (_, number) =>
  numberedEvent(number, { sentAt: 1000, characters: 40 }),
)

function closed(sent: readonly Buffer[], count = sent.length): Buffer {
  const sum = events.reduce((before, event) => checksum(event, before), checksum(Buffer.alloc(0)))
  return Buffer.concat([...sent, closingEvents({ count, sum })])
}

function receive(bytes: Buffer, pieceBytes = bytes.length) {
  const received = receiveEvents()
  const ages: number[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes)
    ages.push(...received.take(bytes.subarray(at, at + pieceBytes), 3500))
  return { received, ages }
}

describe('receiveEvents', () => {
  it.each([1, 2, 3, 7, 100, 1e6])('finds nothing wrong with a stream in pieces of %i', pieceBytes => {
    const { received, ages } = receive(closed(events), pieceBytes)
    expect(received.fault()).toBeUndefined()
    expect([received.events, received.bytes]).toEqual([5, closed(events).length])
    expect(ages).toEqual([2.5, 2.5, 2.5, 2.5, 2.5])
  })

  it('finds a lost event', () => {
    expect(receive(closed(events.slice(0, 4), 5)).received.fault()).toBe('lost')
  })

  it('finds events out of order', () => {
    const [first = '', second = '', ...rest] = events
    expect(receive(closed([Buffer.from(second), Buffer.from(first), ...rest])).received.fault()).toBe(
      'reordered',
    )
  })

  it('finds a byte that changed', () => {
    const bytes = closed(events)
    bytes[200] = 0x78
    expect(receive(bytes).received.fault()).toBe('altered')
  })

  it('finds a stream that was cut', () => {
    const bytes = closed(events)
    for (const length of [0, 300, bytes.length - 14, bytes.length - 1])
      expect(receive(bytes.subarray(0, length)).received.fault()).toBe('cut')
  })
})
