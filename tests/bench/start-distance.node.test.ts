import { afterAll, beforeAll, expect, it } from 'vitest'
import { readBody } from '../world/read-body'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'
import { type Distance, startDistance } from './start-distance'

let server: LoopbackServer
let distance: Distance
beforeAll(async () => {
  server = await startLoopbackServer(async (request, response) => {
    response.end(await readBody(request))
  })
  distance = await startDistance({ port: server.port, roundTripMs: 40 })
})
afterAll(async () => {
  await distance.close()
  await server.close()
})

async function echo(port: number, body: string) {
  const begun = performance.now()
  const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })
  return { text: await response.text(), ms: performance.now() - begun }
}

it('gives what the server behind it gives, whole, a round trip later', async () => {
  const body = 'Xin chào '.repeat(100_000)
  const { text, ms } = await echo(distance.port, body)
  expect(text).toBe(body)
  expect(ms).toBeGreaterThanOrEqual(39)
})

it('keeps a connection and takes several', async () => {
  for (let call = 0; call < 3; call++) {
    const replies = await Promise.all(['a', 'b'].map(body => echo(distance.port, body)))
    expect(replies.map(({ text }) => text)).toEqual(['a', 'b'])
  }
})

it('refuses connections once it is closed', async () => {
  const other = await startDistance({ port: server.port, roundTripMs: 0 })
  await other.close()
  await expect(echo(other.port, 'a')).rejects.toThrow('fetch failed')
})
