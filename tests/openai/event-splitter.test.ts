import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventSplitter } from '@/lib/openai/event-splitter'
import { readEvent } from '@/lib/operations/read-event'

const utf8 = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const chunk = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`

const stream = [
  ': keep-alive\n\n',
  chunk('Chào '),
  'event: message\nid: 1\ndata: {"choices":\ndata: [{"index":0,"delta":{"content":"bạn 🇻🇳"}}]}\n\n',
  chunk('', 'stop'),
  'data: {"choices":[],"usage":{"total_tokens":5}}\n\n',
  'data: [DONE]\n\n',
].join('')

const endings = [
  ['LF', '\n'],
  ['CR LF', '\r\n'],
  ['CR', '\r'],
] as const

/** Cuts bytes at these positions. */
function cut(bytes: Uint8Array<ArrayBuffer>, positions: readonly number[]): Uint8Array<ArrayBuffer>[] {
  const stops = [...positions, bytes.length]
  return stops.map((end, at) => bytes.slice(at === 0 ? 0 : stops[at - 1], end))
}

function split(chunks: readonly Uint8Array<ArrayBuffer>[]) {
  const splitter = createEventSplitter()
  const events = chunks.flatMap(piece => splitter.push(piece))
  return { events, texts: events.map(event => decoder.decode(event)), heldBytes: splitter.heldBytes() }
}

describe.each(endings)('lines that end in %s', (_, ending) => {
  const bytes = utf8.encode(stream.replaceAll('\n', ending))
  const whole = split([bytes])
  const factsOf = (events: typeof whole.events) => events.map(each => readEvent(each))

  it('make an event at each empty line, with its closing blank line and without changing a byte', () => {
    expect(whole.texts.join('')).toBe(decoder.decode(bytes))
    expect(whole.events).toHaveLength(6)
    for (const text of whole.texts) expect(text.endsWith(ending + ending)).toBe(true)
    expect(whole.heldBytes).toBe(0)
  })

  it('make the same events cut at any byte', () => {
    for (let at = 0; at <= bytes.length; at++) {
      const { events, texts, heldBytes } = split(cut(bytes, [at]))
      expect(factsOf(events)).toEqual(factsOf(whole.events))
      // The LF of a last CR LF may come too late for its event.
      const whatIsHeld = decoder.decode(bytes.slice(bytes.length - heldBytes))
      expect(texts.join('') + whatIsHeld).toBe(decoder.decode(bytes))
      expect(['', '\n']).toContain(whatIsHeld)
    }
  })

  it('make the same events byte by byte', () => {
    const { events } = split(Array.from(bytes, byte => new Uint8Array([byte])))
    expect(factsOf(events)).toEqual(factsOf(whole.events))
  })

  it('make the same events cut at any bytes', () => {
    const positions = fc.array(fc.nat({ max: bytes.length }), { maxLength: 20 })
    fc.assert(
      fc.property(positions, stops => {
        const { events } = split(
          cut(
            bytes,
            stops.sort((one, other) => one - other),
          ),
        )
        expect(factsOf(events)).toEqual(factsOf(whole.events))
      }),
      { numRuns: 500 },
    )
  })
})

describe('any bytes at all', () => {
  const soup = fc.array(fc.constantFrom(10, 10, 13, 13, 100, 58, 0xe2, 0x82, 0xac, 0), { maxLength: 40 })

  it('come out as they went in, cut however', () => {
    fc.assert(
      fc.property(fc.array(soup, { maxLength: 6 }), chunks => {
        const { events, heldBytes } = split(chunks.map(piece => new Uint8Array(piece)))
        const all = chunks.flat()
        const out = events.flatMap(event => [...event])
        expect(out).toEqual(all.slice(0, all.length - heldBytes))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('an event', () => {
  it('is held until its empty line has come', () => {
    const splitter = createEventSplitter()
    expect(splitter.push(utf8.encode('data: 1'))).toEqual([])
    expect(splitter.heldBytes()).toBe(7)
    expect(splitter.push(utf8.encode('\n'))).toEqual([])
    expect(splitter.heldBytes()).toBe(8)
    expect(splitter.push(utf8.encode('\nda')).map(event => decoder.decode(event))).toEqual(['data: 1\n\n'])
    expect(splitter.heldBytes()).toBe(2)
  })

  it('may end its lines in several ways', () => {
    expect(split([utf8.encode('a\r\n\nb\n\r\nc\r\rd\n\re')]).texts).toEqual([
      'a\r\n\n',
      'b\n\r\n',
      'c\r\r',
      'd\n\r',
    ])
  })

  it('is not ended by an LF that belongs to a CR of the chunk before', () => {
    const pieces = ['data: 1\r', '\ndata: 2\r', '\n\r', '\ndata: 3\r\n\r\n'].map(text => utf8.encode(text))
    expect(split(pieces).texts).toEqual(['data: 1\r\ndata: 2\r\n\r', '\ndata: 3\r\n\r\n'])
  })

  it('keeps a byte order mark', () => {
    expect(split([utf8.encode('\uFEFFdata: 1\n\n')]).texts).toEqual(['\uFEFFdata: 1\n\n'])
  })

  it('does not change when the chunks that brought it do', () => {
    const splitter = createEventSplitter()
    const first = utf8.encode('data: 1')
    splitter.push(first)
    const [event] = splitter.push(utf8.encode('\n\n'))
    first.fill(0)
    expect(decoder.decode(event)).toBe('data: 1\n\n')
  })
})

it('no event is made of nothing', () => {
  expect(split([]).events).toEqual([])
  expect(split([new Uint8Array()]).events).toEqual([])
})
