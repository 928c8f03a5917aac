import { describe, expect, it } from 'vitest'
import { chatFormat } from '@/lib/operations/chat-format'
import { embeddingFormat } from '@/lib/operations/embedding-format'
import { createGuard } from '@/lib/upstream/guard'
import { readAnswer } from '@/lib/upstream/read-answer'
import { completionText } from '../support/completion'
import { createFakeEffects } from '../support/fake-effects'
import { createUpstreamBody, type UpstreamBody } from '../support/upstream-body'

const json = 'application/json'

function read(body: UpstreamBody, type: string = json, more: Readonly<Record<string, string>> = {}) {
  const guard = createGuard(new AbortController().signal, createFakeEffects())
  const response = new Response(body.open(guard.signal), { headers: { 'content-type': type, ...more } })
  return {
    guard,
    result: readAnswer(response, { format: chatFormat, guard, mayLackFinish: false, now: () => 0 }),
  }
}

function whole(...pieces: string[]): UpstreamBody {
  const body = createUpstreamBody(...pieces)
  body.close()
  return body
}

describe('an answer', () => {
  it.each([json, 'application/json; charset=utf-8', 'Application/JSON'])('is JSON: %s', async type => {
    expect(await read(whole(completionText), type).result).toMatchObject({ kind: 'answered' })
  })

  it('is the bytes that the endpoint sent, in however many pieces', async () => {
    const text = completionText.replace('Xin', 'Chào buổi sáng 🌏')
    const result = await read(whole(text.slice(0, 9), text.slice(9, 99), text.slice(99))).result
    const bytes = result.kind === 'answered' && result.body instanceof Uint8Array ? result.body : undefined
    expect(new TextDecoder().decode(bytes)).toBe(text)
  })
})

describe('an answer that is announced as small', () => {
  const small = { 'content-length': String(new TextEncoder().encode(completionText).length) }

  it('is the bytes that the endpoint sent', async () => {
    const result = await read(whole(completionText), json, small).result
    const bytes = result.kind === 'answered' && result.body instanceof Uint8Array ? result.body : undefined
    expect(new TextDecoder().decode(bytes)).toBe(completionText)
  })

  it('is none where it breaks off', async () => {
    const body = createUpstreamBody(completionText)
    body.fail(new TypeError('terminated'))
    expect(await read(body, json, small).result).toMatchObject({ failure: { label: 'truncated' } })
  })

  it('is bounded all the same where it is packed, since what comes out may be large', async () => {
    const large = completionText + ' '.repeat(32 * 1024 * 1024)
    const packed = { 'content-length': '100', 'content-encoding': 'gzip' }
    expect(await read(whole(large), json, packed).result).toMatchObject({ failure: { label: 'invalid' } })
  })
})

describe('no answer is', () => {
  it.each(['text/html', 'text/plain', 'application/jsonl', 'application/problem+json', ''])(
    'what has the type %j',
    async type => {
      const { guard, result } = read(whole(completionText), type)
      expect(await result).toMatchObject({ failure: { label: 'invalid', isUnprocessed: false } })
      expect(guard.signal.aborted).toBe(true)
    },
  )

  it.each([
    '',
    '{',
    'null',
    '"text"',
    '[]',
    '{}',
    '{"choices":null}',
    '{"choices":[]}',
    '{"error":{"message":"no"},"choices":[{}]}',
    completionText.slice(0, -1),
  ])('%j', async text => {
    expect(await read(whole(text)).result).toMatchObject({ failure: { label: 'invalid' } })
  })

  it('what breaks off', async () => {
    const body = createUpstreamBody(completionText)
    body.fail(new TypeError('terminated'))
    expect(await read(body).result).toMatchObject({ failure: { label: 'truncated', isUnprocessed: false } })
  })

  it('what is larger than 32 MiB', async () => {
    const ownBytes = new TextEncoder().encode(completionText).length
    const padded = (bytes: number) => completionText + ' '.repeat(bytes - ownBytes)
    const limit = 32 * 1024 * 1024
    expect(await read(whole(padded(limit))).result).toMatchObject({ kind: 'answered' })
    const { guard, result } = read(whole(padded(limit + 1)))
    expect(await result).toMatchObject({ failure: { label: 'invalid' } })
    expect(guard.signal.aborted).toBe(true)
  })

  it('what is larger than that, and is so at every endpoint since the call asks for so much', async () => {
    const guard = createGuard(new AbortController().signal, createFakeEffects())
    const large = Response.json({ data: [{ embedding: 'A'.repeat(32 * 1024 * 1024) }] })
    const options = { format: embeddingFormat, guard, mayLackFinish: false, now: () => 0 }
    expect(await readAnswer(large, options)).toMatchObject({
      failure: {
        label: 'too-large',
        code: 'upstream_invalid_response',
        isUnprocessed: false,
        isTooLarge: true,
      },
    })
    expect(guard.signal.aborted).toBe(true)
  })
})

it('our own limit is no verdict on the answer', async () => {
  const { guard, result } = read(createUpstreamBody('{'))
  guard.stop('timeout')
  await expect(result).rejects.toThrow('stopped by timeout')
})
