import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { nodeBody } from '@/lib/hosts/node-body'

it('passes everything on, in its order', async () => {
  const source = new PassThrough()
  const text = new Response(nodeBody(source)).text()
  source.write('one ')
  source.end('two')
  expect(await text).toBe('one two')
})

it('what is cut off does not look whole', async () => {
  const source = new PassThrough()
  const text = new Response(nodeBody(source)).text()
  source.write('one')
  source.destroy()
  await expect(text).rejects.toThrow()
})

it('a reader that waits holds the source back', async () => {
  const source = new PassThrough({ highWaterMark: 16 * 1024 })
  const reader = nodeBody(source).getReader()
  let accepted = 0
  while (accepted < 64 && source.write(Buffer.alloc(16 * 1024))) {
    accepted += 1
    await new Promise(setImmediate)
  }
  expect(accepted).toBeLessThan(10)
  await reader.read()
})

it('whoever cancels it destroys its source, however much was still to come', async () => {
  const source = new PassThrough()
  const reader = nodeBody(source).getReader()
  source.write('one')
  await reader.read()
  await reader.cancel()
  expect([source.destroyed, source.readableEnded]).toEqual([true, false])
})
