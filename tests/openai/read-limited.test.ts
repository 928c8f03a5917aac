import { describe, expect, it } from 'vitest'
import { concatenate, readLimited } from '@/lib/openai/read-limited'

/** A stream of chunks of these lengths, which tells whether it was cancelled. */
function streamOf(lengths: readonly number[]) {
  const left = [...lengths]
  const told = { pulled: 0, isCancelled: false }
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        const length = left.shift()
        if (length === undefined) return controller.close()
        told.pulled++
        controller.enqueue(new Uint8Array(length).fill(told.pulled))
      },
      cancel() {
        told.isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, told }
}

describe('a stream', () => {
  it('is read to its end', async () => {
    const { stream } = streamOf([2, 0, 1])
    expect([...((await readLimited(stream, { limitBytes: 3 })) ?? [])]).toEqual([1, 1, 3])
  })

  it('is read to the limit and no byte further', async () => {
    expect(await readLimited(streamOf([2, 2]).stream, { limitBytes: 4 })).toHaveLength(4)
    expect(await readLimited(streamOf([2, 2, 1]).stream, { limitBytes: 4 })).toBeUndefined()
  })

  it('is cancelled at the limit, with what is left unread', async () => {
    const { stream, told } = streamOf([3, 3, 3, 3])
    await readLimited(stream, { limitBytes: 5 })
    expect(told).toEqual({ pulled: 2, isCancelled: true })
  })

  it('that is missing is empty', async () => {
    expect(await readLimited(null, { limitBytes: 0 })).toHaveLength(0)
  })

  it('tells of each chunk', async () => {
    let chunks = 0
    await readLimited(streamOf([1, 1, 1]).stream, { limitBytes: 9, onChunk: () => chunks++ })
    expect(chunks).toBe(3)
  })

  it('that must stop throws the reason and is cancelled', async () => {
    const told = { isCancelled: false }
    const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({
      cancel() {
        told.isCancelled = true
      },
    })
    const stopped = Promise.reject(new Error('enough'))
    await expect(readLimited(silent, { limitBytes: 9, stopped })).rejects.toThrow('enough')
    expect(told.isCancelled).toBe(true)
  })

  it('that breaks throws its own error, and one that cannot be cancelled does not', async () => {
    const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: controller => controller.error(new Error('reset')),
    })
    await expect(readLimited(broken, { limitBytes: 9 })).rejects.toThrow('reset')
    const stubborn = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: controller => controller.enqueue(new Uint8Array(9)),
      cancel: () => Promise.reject(new Error('never')),
    })
    expect(await readLimited(stubborn, { limitBytes: 1 })).toBeUndefined()
  })
})

it('byte arrays are joined in their order', () => {
  const [one, two] = [new Uint8Array([1, 2]), new Uint8Array([3])]
  expect([...concatenate([one, two, new Uint8Array()], 3)]).toEqual([1, 2, 3])
  expect(concatenate([one], 2)).toBe(one)
  expect(concatenate([], 0)).toHaveLength(0)
})
