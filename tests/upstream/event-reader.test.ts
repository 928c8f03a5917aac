import { describe, expect, it } from 'vitest'
import { responseFormat } from '@/lib/operations/response-format'
import { createEventReader } from '@/lib/upstream/event-reader'
import { comment, done, finish, word } from '../support/sse'
import { createUpstreamBody, type UpstreamBody } from '../support/upstream-body'

const readerOf = (body: UpstreamBody) => createEventReader(body.open(undefined))

async function textsOf(body: UpstreamBody): Promise<string[]> {
  const events = await readerOf(body).next()
  return Array.isArray(events) ? events.map(({ bytes }) => new TextDecoder().decode(bytes)) : []
}

const mebibyte = 1024 * 1024

describe('the next events', () => {
  it('are all that a piece completes, with what they say', async () => {
    const events = await readerOf(createUpstreamBody(comment + word('a') + finish() + done)).next()
    expect(Array.isArray(events) && events.map(({ facts }) => facts.kind)).toEqual([
      'comment',
      'chunk',
      'chunk',
      'done',
    ])
  })

  it('are waited for until one is complete', async () => {
    const whole = word('Xin chào')
    expect(await textsOf(createUpstreamBody(...whole))).toEqual([whole])
  })

  it('are none at the end, where half an event is lost', async () => {
    const body = createUpstreamBody(word('a').slice(0, -1))
    body.close()
    expect(await readerOf(body).next()).toBeUndefined()
  })

  it('fail with the connection', async () => {
    const body = createUpstreamBody()
    body.fail(new TypeError('terminated'))
    await expect(readerOf(body).next()).rejects.toThrow('terminated')
  })
})

describe('too large is', () => {
  it('an event of more than 1 MiB', async () => {
    const exact = `data: ${'x'.repeat(mebibyte - 8)}\n\n`
    expect(await textsOf(createUpstreamBody(exact))).toEqual([exact])
    expect(await readerOf(createUpstreamBody(`data: ${'x'.repeat(mebibyte - 7)}\n\n`)).next()).toBe(
      'too-large',
    )
  })

  it('one of more than 32 MiB, where answers hold pictures', async () => {
    const reader = (bytes: number) =>
      createEventReader(
        createUpstreamBody(`data: ${'x'.repeat(bytes - 8)}\n\n`).open(undefined),
        responseFormat,
      )
    expect(await reader(32 * mebibyte).next()).toHaveLength(1)
    expect(await reader(32 * mebibyte + 1).next()).toBe('too-large')
  })

  it('what may become one', async () => {
    expect(await readerOf(createUpstreamBody('x'.repeat(mebibyte + 1))).next()).toBe('too-large')
  })

  it('a stream of more than 50 MiB', async () => {
    const reader = readerOf(
      createUpstreamBody(...Array.from({ length: 101 }, () => `${'x'.repeat(mebibyte / 2 - 2)}\n\n`)),
    )
    for (let read = 0; read < 100; read += 1) expect(await reader.next()).toHaveLength(1)
    expect(await reader.next()).toBe('too-large')
  })

  it('one of more than its format allows all of its events together', async () => {
    const limits = { eventLimitBytes: 16, streamLimitBytes: 32 }
    const body = createUpstreamBody(`data: ${'x'.repeat(8)}\n\n`, `data: ${'x'.repeat(8)}\n\n`, '\n')
    const reader = createEventReader(body.open(undefined), limits)
    for (let read = 0; read < 2; read += 1) expect(await reader.next()).toHaveLength(1)
    expect(await reader.next()).toBe('too-large')
  })
})
