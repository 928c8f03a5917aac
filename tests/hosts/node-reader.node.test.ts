import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { nodeReader } from '@/lib/hosts/node-reader'

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

it('gives each piece as it comes, and then the end', async () => {
  const source = new PassThrough()
  const { read } = nodeReader(source)
  source.write('one')
  expect(text((await read()).value)).toBe('one')
  const second = read()
  source.write('two')
  expect(text((await second).value)).toBe('two')
  source.end()
  expect(await read()).toEqual({ done: true, value: undefined })
  expect(await read()).toEqual({ done: true, value: undefined })
})

it('gives what came before a cut, and then its reason', async () => {
  const source = new PassThrough()
  const { read } = nodeReader(source)
  source.write('one')
  expect(text((await read()).value)).toBe('one')
  source.destroy()
  await expect(read()).rejects.toThrow('cut off')
  await expect(read()).rejects.toThrow('cut off')
})

it('gives the reason of a source that fails', async () => {
  const source = new PassThrough()
  const { read } = nodeReader(source)
  source.destroy(new Error('broken'))
  await expect(read()).rejects.toThrow('broken')
})

it('that is cancelled has ended, and lets the rest go by', async () => {
  const source = new PassThrough()
  const { read, cancel } = nodeReader(source)
  const waiting = read()
  await cancel()
  expect(await waiting).toEqual({ done: true, value: undefined })
  source.end(Buffer.alloc(1024 * 1024))
  await new Promise(resolve => source.once('close', resolve))
  expect(source.readableEnded).toBe(true)
})
