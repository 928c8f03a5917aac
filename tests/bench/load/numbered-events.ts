import { checksum } from './checksum'

const head =
  'data: {"id":"chatcmpl-load","object":"chat.completion.chunk","created":1700000000,"model":"bench","choices":[{"index":0,"delta":{"content":"'
const tail = '"},"finish_reason":null}]}\n\n'
const end = 'end'
// Of one, two, three and four bytes each, so that no cut is safe.
const alphabet = [...'abcdefghijklmnopqrstuvwxyz äöü ếạộ 東京 🌏']

/** The bytes of a numbered event; it says when it was sent, in microseconds of the machine's clock. */
export function numberedEvent(
  number: number,
  { sentAt, characters }: { readonly sentAt: number; readonly characters: number },
): Buffer {
  return Buffer.from(`${head}${number}:${sentAt}:${textAt(number, characters)}${tail}`)
}

/** The events that close a stream: how many went before with which checksum, and what every stream ends with. */
export function closingEvents({ count, sum }: { readonly count: number; readonly sum: number }): Buffer {
  const usage = `{"prompt_tokens":20,"completion_tokens":${count},"total_tokens":${20 + count}}`
  const fields = '"id":"chatcmpl-load","object":"chat.completion.chunk","created":1700000000,"model":"bench"'
  return Buffer.from(
    [
      `${head}${end}:${count}:${sum}${tail}`,
      `data: {${fields},"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n`,
      `data: {${fields},"choices":[],"usage":${usage}}\n\n`,
      'data: [DONE]\n\n',
    ].join(''),
  )
}

/** What became of a stream on its way. */
export type Received = {
  /** Takes the next bytes, at a moment of the machine's clock in microseconds; how old each event in them was, in ms. */
  take(piece: Buffer, at: number): readonly number[]
  /** How many numbered events have come whole. */
  readonly events: number
  readonly bytes: number
  /** What is wrong with it, once nothing more comes. */
  fault(): 'lost' | 'reordered' | 'altered' | 'cut' | undefined
}

/** Reads a stream of numbered events. */
export function receiveEvents(): Received {
  let rest: Buffer = Buffer.alloc(0)
  let sum = checksum(rest)
  let events = 0
  let bytes = 0
  let isReordered = false
  let closing: string | undefined
  let isDone = false
  const takeEvent = (event: Buffer, at: number): readonly number[] => {
    const text = event.toString('latin1', 0, head.length + 40)
    if (text.startsWith('data: [DONE]')) isDone = true
    if (!text.startsWith(head)) return []
    const [number = '', second = ''] = text.slice(head.length).split(/[:"]/, 3)
    if (number === end) {
      closing = text.slice(head.length).split('"', 1)[0]
      return []
    }
    if (Number(number) !== events) isReordered = true
    events += 1
    sum = checksum(event, sum)
    return [(at - Number(second)) / 1000]
  }
  return {
    take(piece, at) {
      bytes += piece.length
      let left = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      const ages: number[] = []
      for (let cut = left.indexOf('\n\n'); cut >= 0; cut = left.indexOf('\n\n')) {
        ages.push(...takeEvent(left.subarray(0, cut + 2), at))
        left = left.subarray(cut + 2)
      }
      rest = left
      return ages
    },
    get events() {
      return events
    },
    get bytes() {
      return bytes
    },
    fault() {
      if (closing === undefined || !isDone || rest.length > 0) return 'cut'
      const [, count, expected] = closing.split(':')
      if (Number(count) !== events) return 'lost'
      if (isReordered) return 'reordered'
      return Number(expected) === sum ? undefined : 'altered'
    },
  }
}

// The same for the same number, and another for each.
function textAt(number: number, characters: number): string {
  let text = ''
  for (let at = 0; at < characters; at++)
    text += alphabet[(number * 7 + at * (1 + (number % 5))) % alphabet.length]
  return text
}
