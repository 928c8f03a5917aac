import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { nodeDrain } from '@/lib/hosts/node-drain'

async function begin() {
  const responses: ServerResponse[] = []
  const server = createServer((_, response) => {
    responses.push(response)
    response.write('begun ')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return { server, url, responses }
}

const never = () => new Promise<void>(() => {})

it('lets a stream come to its end, takes nothing new, and then waits for what goes on behind it', async () => {
  const { server, url, responses } = await begin()
  const stream = await fetch(url)
  const done: string[] = []
  const settled = async () => void done.push('settled')
  const drained = nodeDrain({ server, settled, sleep: never }).then(() => done.push('drained'))
  await expect(fetch(url)).rejects.toThrow()
  expect(done).toEqual([])
  responses[0]?.end('and ended')
  expect(await stream.text()).toBe('begun and ended')
  await drained
  expect(done).toEqual(['settled', 'drained'])
})

it('cuts off what takes too long, and waits no longer for work than that', async () => {
  const { server, url } = await begin()
  const stream = await fetch(url)
  const waited: number[] = []
  const sleep = async (milliseconds: number) => void waited.push(milliseconds)
  await nodeDrain({ server, settled: never, sleep })
  await expect(stream.text()).rejects.toThrow()
  expect(waited).toEqual([20_000, 5_000])
})
