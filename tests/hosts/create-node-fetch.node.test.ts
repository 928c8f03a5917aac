import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { brotliCompressSync, createGzip, deflateSync, type Gzip, gzipSync } from 'node:zlib'
import { Agent } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeFetch } from '@/lib/hosts/create-node-fetch'

type Answering = (request: IncomingMessage, response: ServerResponse) => void
let answering: Answering = () => {}
const server = createServer((request, response) => answering(request, response))
const dispatcher = new Agent()
const handedOver: unknown[] = []
const nodeFetch = createNodeFetch({
  dispatcher,
  native: async input => {
    handedOver.push(input)
    return new Response('native')
  },
})
let url = ''

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/path?a=b`
})
afterAll(async () => {
  await dispatcher.destroy()
  server.closeAllConnections()
  server.close()
})

function send(answer: Answering, init: RequestInit = {}): Promise<Response> {
  answering = answer
  return nodeFetch(url, { method: 'POST', redirect: 'manual', ...init })
}

describe('what is sent', () => {
  it('has its method, path, headers and body, and what the standard adds', async () => {
    let got: unknown
    await send(
      async (request, response) => {
        const body = (await request.toArray()).join('')
        const { method, url: path, headers } = request
        got = { method, path, body, headers }
        response.end()
      },
      { headers: new Headers({ authorization: 'Bearer a', accept: 'text/plain' }), body: 'Xin chào' },
    )
    expect(got).toMatchObject({
      method: 'POST',
      path: '/path?a=b',
      body: 'Xin chào',
      headers: {
        authorization: 'Bearer a',
        accept: 'text/plain',
        'accept-encoding': 'gzip, deflate',
        'content-length': '9',
        'content-type': 'text/plain;charset=UTF-8',
      },
    })
  })

  it.each<[string, Parameters<typeof fetch>]>([
    ['a request', [new Request('http://127.0.0.1/'), { redirect: 'manual' }]],
    ['a form', ['http://127.0.0.1/', { method: 'POST', body: new FormData(), redirect: 'manual' }]],
    ['a GET that may be redirected', ['http://127.0.0.1/', {}]],
    ['an address with a password', ['http://a:b@127.0.0.1/', { redirect: 'manual' }]],
  ])('%s is left to the runtime', async (_, [input, init]) => {
    const before = handedOver.length
    expect(await (await nodeFetch(input, init)).text()).toBe('native')
    expect(handedOver).toHaveLength(before + 1)
  })
})

describe('what comes back', () => {
  it('has its status, headers and body', async () => {
    const response = await send((_, answer) => answer.writeHead(429, { 'retry-after': '7' }).end('{"a":1}'))
    expect([response.status, response.ok, response.headers.get('retry-after')]).toEqual([429, false, '7'])
    expect(await response.json()).toEqual({ a: 1 })
  })

  const form: Answering = (_, answer) =>
    answer.writeHead(200, { 'content-type': 'application/x-www-form-urlencoded' }).end('a=Xin+ch%C3%A0o')

  it('is the same as whatever it is read', async () => {
    const text = 'a=Xin+ch%C3%A0o'
    const blob = await (await send(form)).blob()
    expect([await blob.text(), blob.type]).toEqual([text, 'application/x-www-form-urlencoded'])
    expect((await (await send(form)).formData()).get('a')).toBe('Xin chào')
    expect(new TextDecoder().decode(await (await send(form)).arrayBuffer())).toBe(text)
    const response: Response & { bytes?: () => Promise<Uint8Array> } = await send(form)
    expect(new TextDecoder().decode(await response.bytes?.())).toBe(text)
  })

  it('can be read by two, where it was cloned', async () => {
    const response = await send(form)
    const clone = response.clone()
    expect([clone.status, clone.headers.get('content-type'), response.bodyUsed]).toEqual([
      200,
      'application/x-www-form-urlencoded',
      false,
    ])
    expect(await Promise.all([clone.text(), response.text()])).toEqual(['a=Xin+ch%C3%A0o', 'a=Xin+ch%C3%A0o'])
    expect(response.bodyUsed).toBe(true)
  })

  it('can be read whole although somebody has looked at its stream', async () => {
    const response = await send(form)
    expect(response.body).toBeInstanceOf(ReadableStream)
    expect(await response.text()).toBe('a=Xin+ch%C3%A0o')
  })

  it('is never read twice, and never empty instead', async () => {
    const response = await send(form)
    await response.text()
    expect(response.bodyUsed).toBe(true)
    await expect(response.text()).rejects.toThrow(TypeError)
    await expect(response.blob()).rejects.toThrow(TypeError)
    expect(() => response.clone()).toThrow(TypeError)
  })

  it.each([204, 304])('has no body where the status %i has none', async status => {
    const response = await send((_, answer) => answer.writeHead(status).end())
    expect([response.status, response.body]).toEqual([status, null])
  })

  it.each<[string, (text: string) => Buffer]>([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('is read through %s', async (encoding, compress) => {
    const response = await send((_, answer) => {
      answer.writeHead(200, { 'content-encoding': encoding }).end(compress('Xin chào'))
    })
    expect(await response.text()).toBe('Xin chào')
  })

  it('comes piece by piece', async () => {
    let finish = () => {}
    const response = await send((_, answer) => {
      answer.write('one')
      finish = () => answer.end('two')
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect(await reader?.read()).toEqual({ done: false, value: 'one' })
    finish()
    expect(await reader?.read()).toEqual({ done: false, value: 'two' })
  })

  it('fails where it is cut off', async () => {
    const response = await send((_, answer) => {
      answer.write('one')
      setImmediate(() => answer.destroy())
    })
    await expect(response.text()).rejects.toThrow()
  })

  it('fails with its cause where nobody listens', async () => {
    const fetching = nodeFetch('http://127.0.0.1:1/', { redirect: 'manual' })
    await expect(fetching).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } })
  })

  it('fails by a status that is none, and its connection is closed', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    const fetching = send((request, answer) => {
      closed = once(request.socket, 'close')
      answer.writeHead(600).write('one')
    })
    await expect(fetching).rejects.toMatchObject({
      name: 'TypeError',
      cause: { message: 'The status 600 cannot be read: it is none of 200 to 599.' },
    })
    await closed
  })

  it('is the redirect itself, or a failure where none is expected', async () => {
    const redirecting: Answering = (_, answer) => answer.writeHead(307, { location: '/other' }).end()
    expect((await send(redirecting)).status).toBe(307)
    await expect(send(redirecting, { redirect: 'follow' })).rejects.toThrow('fetch failed')
  })
})

describe('a signal', () => {
  it('that has rung lets nothing be sent', async () => {
    const reason = new Error('too late')
    await expect(send(() => {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it('ends the wait for an answer, and the connection', async () => {
    const controller = new AbortController()
    const closed = new Promise(resolve => {
      answering = request => {
        request.socket.once('close', resolve)
        controller.abort(new Error('enough'))
      }
    })
    const fetching = nodeFetch(url, { redirect: 'manual', signal: controller.signal })
    await expect(fetching).rejects.toThrow('enough')
    await closed
  })

  it('ends a body that is being read', async () => {
    const controller = new AbortController()
    const response = await send((_, answer) => answer.write('one'), { signal: controller.signal })
    const text = response.text()
    controller.abort(new Error('enough'))
    await expect(text).rejects.toThrow('enough')
  })
})

it('whoever cancels a body closes its connection', async () => {
  let closed: Promise<unknown> = Promise.resolve()
  const response = await send((request, answer) => {
    closed = once(request.socket, 'close')
    answer.write('one')
  })
  await response.body?.cancel()
  await closed
})

describe('whoever cancels a packed body closes its connection', () => {
  const pieces = (stream: Gzip) => {
    const write = () => void (stream.destroyed || stream.write(randomBytes(16 * 1024), write))
    write()
  }

  it.each<[string, (stream: Gzip) => void]>([
    ['that would never end', pieces],
    ['of which no more comes', stream => void (stream.write('one') && stream.flush())],
  ])('%s', async (_, write) => {
    let closed: Promise<unknown> = Promise.resolve()
    const response = await send((request, answer) => {
      // An error of the connection is its end too.
      closed = new Promise(resolve => request.socket.once('close', resolve))
      answer.writeHead(200, { 'content-encoding': 'gzip' })
      const packed = createGzip()
      packed.pipe(answer)
      answer.once('close', () => packed.destroy())
      write(packed)
    })
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await closed
  })

  it('that cannot be unpacked', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    const response = await send((request, answer) => {
      closed = once(request.socket, 'close')
      answer.writeHead(200, { 'content-encoding': 'gzip' }).write('this is not packed')
    })
    await expect(response.text()).rejects.toThrow()
    await closed
  })
})

it('a reader that waits holds the sender back', async () => {
  let sent = 0
  const piece = Buffer.alloc(256 * 1024)
  const response = await send((_, answer) => {
    const write = () => {
      sent += piece.length
      if (sent < 64 * 1024 * 1024 && answer.write(piece)) setImmediate(write)
    }
    write()
  })
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(sent).toBeLessThan(32 * 1024 * 1024)
  await response.body?.cancel()
})
