import { describe, expect, it } from 'vitest'
import { bodyLimitBytes, readBody } from '@/lib/openai/read-body'
import { createFakeEffects } from '../support/fake-effects'
import { createHandTimers } from '../support/hand-timers'

const utf8 = new TextEncoder()
const json = { 'content-type': 'application/json' }

type Sent = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null

function requestOf(body: Sent, headers: Readonly<Record<string, string>> = json): Request {
  const init = { method: 'POST', body, headers, duplex: 'half' }
  return new Request('https://gateway.example.com/v1/chat/completions', init)
}

const read = (...given: Parameters<typeof requestOf>) =>
  readBody(requestOf(...given), { ...createHandTimers(), now: () => 0 })

/** A body whose pieces arrive when the test sends them. */
function createSlowBody() {
  const pipe = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>()
  const writer = pipe.writable.getWriter()
  return {
    stream: pipe.readable,
    send: (text: string) => writer.write(utf8.encode(text)),
    end: () => writer.close(),
    cancelled: writer.closed.then(
      () => false,
      () => true,
    ),
  }
}

describe('the content type', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json; charset=utf8',
    'application/json ; boundary=x',
  ])('may be %s', async type => {
    expect(await read('{}', { 'content-type': type })).toBe('{}')
  })

  it.each([
    '',
    'text/plain',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/ld+json',
    'text/html; application/json',
  ])('may not be %j', async type => {
    await expect(read('{}', { 'content-type': type })).rejects.toMatchObject({
      code: 'unsupported_media_type',
      status: 415,
    })
  })

  it('may not be missing', async () => {
    await expect(read(utf8.encode('{}'), {})).rejects.toMatchObject({ code: 'unsupported_media_type' })
  })

  it.each(['gzip', 'br', 'deflate', 'gzip, identity', 'x'])('may not be encoded as %s', async encoding => {
    await expect(read('{}', { ...json, 'content-encoding': encoding })).rejects.toMatchObject({ status: 415 })
  })

  it('may be encoded as identity', async () => {
    expect(await read('{}', { ...json, 'content-encoding': 'identity' })).toBe('{}')
  })
})

describe('the length', () => {
  const filled = (length: number) => new Uint8Array(length).fill(32)

  it('may be 4 MB', async () => {
    expect(bodyLimitBytes).toBe(4_194_304)
    expect(await read(filled(bodyLimitBytes))).toHaveLength(bodyLimitBytes)
  })

  it('beyond 4 MB is refused by its announcement, before anything is read', async () => {
    const { stream } = createSlowBody()
    await expect(read(stream, { ...json, 'content-length': '4194305' })).rejects.toMatchObject({
      code: 'request_too_large',
      status: 413,
    })
  })

  it('beyond 4 MB is refused where it is not announced, and the rest is cancelled', async () => {
    const body = createSlowBody()
    const refused = expect(read(body.stream)).rejects.toMatchObject({ code: 'request_too_large' })
    for (let sent = 0; sent <= 4; sent++) await body.send(' '.repeat(1024 * 1024)).catch(() => {})
    await refused
    expect(await body.cancelled).toBe(true)
  })

  it.each(['1', '5', '0', '4194304'])('must be the one that is announced, not %s', async length => {
    await expect(read('{}  ', { ...json, 'content-length': length })).rejects.toMatchObject({
      code: 'invalid_request',
      status: 400,
    })
  })

  it('is counted in bytes', async () => {
    expect(await read('"Chào"', { ...json, 'content-length': '7' })).toBe('"Chào"')
  })

  it('need not be announced', async () => {
    const body = createSlowBody()
    const text = read(body.stream)
    await body.send('{"a"')
    await body.send(':1}')
    await body.end()
    expect(await text).toBe('{"a":1}')
  })

  it('may be nothing', async () => {
    expect(await read(null)).toBe('')
  })
})

describe('a body that does not arrive', () => {
  /** After how many milliseconds a body is given up whose pieces come at such moments. */
  async function givenUpAfter(...moments: readonly number[]) {
    const effects = createFakeEffects()
    const body = createSlowBody()
    const text = readBody(requestOf(body.stream), effects)
    const given = effects.outcome(text.catch((error: unknown) => error))
    for (const moment of moments) effects.startTimer(moment, () => void body.send('{'))
    const { value, afterMs } = await given
    expect(value).toMatchObject({ code: 'request_timeout', status: 408 })
    expect(await body.cancelled).toBe(true)
    expect(effects.pendingTimers).toBe(moments.filter(moment => moment > afterMs).length)
    return afterMs
  }

  it('at all is given up after ten seconds', async () => {
    expect(await givenUpAfter()).toBe(10_000)
  })

  it('to its end is given up ten seconds after its last piece', async () => {
    expect(await givenUpAfter(6000, 12_000)).toBe(22_000)
    expect(await givenUpAfter(9999)).toBe(19_999)
    expect(await givenUpAfter(10_001)).toBe(10_000)
  })

  it('in thirty seconds is given up, though its pieces keep coming', async () => {
    expect(await givenUpAfter(8000, 16_000, 24_000, 29_999)).toBe(30_000)
  })

  it.each([
    ['that arrives', '{}'],
    ['that comes as bytes', utf8.encode('{}')],
    ['that is no UTF-8', new Uint8Array([0xff])],
    ['that is too large', new Uint8Array(bodyLimitBytes + 1)],
  ])('has one timer for both limits, which goes with it: one %s', async (_, body) => {
    const { startTimer, timers } = createHandTimers()
    await readBody(requestOf(body), { startTimer, now: () => 0 }).catch(() => {})
    expect(timers.map(({ milliseconds, isCancelled }) => [milliseconds, isCancelled])).toEqual([
      [10_000, true],
    ])
  })

  it('because the connection broke is the caller’s fault', async () => {
    const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        controller.error(new Error('ECONNRESET 10.0.0.1'))
      },
    })
    await expect(read(broken)).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'The body could not be read to its end.',
    })
  })
})

describe('the encoding', () => {
  it.each<[string, number[]]>([
    ['a byte that UTF-8 never has', [0x22, 0xff, 0x22]],
    ['a character that is cut off', [0x22, 0xe2, 0x82]],
    ['a lone surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['an overlong form', [0x22, 0xc0, 0xaf, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('may not hold %s', async (_, bytes) => {
    await expect(read(new Uint8Array(bytes))).rejects.toMatchObject({ code: 'invalid_encoding', status: 400 })
  })

  it('may begin with a byte order mark, which is left out', async () => {
    const text = await read(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), {
      ...json,
      'content-length': '5',
    })
    expect(text).toBe('{}')
  })

  it('may part a character between two pieces', async () => {
    const [start, end] = [utf8.encode('"€"').slice(0, 2), utf8.encode('"€"').slice(2)]
    const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        controller.enqueue(start)
        controller.enqueue(end)
        controller.close()
      },
    })
    expect(await read(pieces)).toBe('"€"')
  })
})
