import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { nodeRequest } from '@/lib/hosts/node-request'
import { readLimited } from '@/lib/openai/read-limited'

/** Sends raw text to a server and gives the request that it makes of it, while it is not answered. */
async function receive(text: string) {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(text)
  const [req, res] = await once(server, 'request')
  const close = () => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  }
  return { request: nodeRequest(req, res), res, socket, close }
}

const post = 'POST /v1/models?a=b HTTP/1.1\r\nhost: gateway.example\r\ncontent-length: 4\r\n\r\n'

it('has the method, the address, the headers and the body', async () => {
  const { request, close } = await receive(`${post}{ } `)
  expect([request.method, request.url]).toEqual(['POST', 'http://gateway.example/v1/models?a=b'])
  expect(request.headers.get('content-length')).toBe('4')
  const bytes = await readLimited(request.body, { limitBytes: 10 })
  expect(new TextDecoder().decode(bytes)).toBe('{ } ')
  close()
})

it.each(['[::1]:99999', 'a:b:c', '', 'ex ample'])(
  'the host %j leaves an address that can be read',
  async host => {
    const { request, close } = await receive(`GET /v1/models HTTP/1.1\r\nhost: ${host}\r\n\r\n`)
    expect(new URL(request.url).pathname).toBe('/v1/models')
    expect(request.body).toBeNull()
    close()
  },
)

it('its signal rings when the caller hangs up', async () => {
  const { request, socket, close } = await receive(`${post}{ } `)
  const { signal } = request
  expect(signal.aborted).toBe(false)
  const rung = once(signal, 'abort')
  socket.destroy()
  await rung
  close()
})

it('its signal keeps quiet where the caller was answered', async () => {
  const { request, res, close } = await receive(`${post}{ } `)
  const { signal } = request
  res.end('done')
  await once(res, 'close')
  expect(signal.aborted).toBe(false)
  close()
})
