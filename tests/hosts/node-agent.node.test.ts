import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { heldMs, nodeAgent } from '@/lib/hosts/node-agent'
import { listen } from '../wire/support/start-raw-endpoint'

it('a connection to a balancer is held for most of the minute that it is held for there, any other for four seconds', () => {
  expect(['https://api.openai.com', 'http://10.0.0.7:8000'].map(heldMs)).toEqual([50_000, 4000])
})

it('connections are left to later calls', async () => {
  const ports = new Set<number | undefined>()
  const server = createServer((request, response) => {
    ports.add(request.socket.remotePort)
    response.end('ok')
  })
  const origin = `http://127.0.0.1:${await listen(server)}`
  const agent = nodeAgent()
  for (let call = 0; call < 9; call++) {
    const { body } = await agent.request({ origin, path: '/', method: 'GET' })
    expect(await body.text()).toBe('ok')
  }
  // The next call may come before the last one is over.
  expect(ports.size).toBeLessThanOrEqual(2)
  await agent.close()
  server.close()
})
