import type { Readable } from 'node:stream'
import { nodeReader } from '@/lib/hosts/node-reader'

/**
 * A stream of Node as one of the Web, with a fraction of the cost of `Readable.toWeb`. Whoever cancels it destroys its source: the
 * rest of an answer that nobody wants is neither fetched nor unpacked.
 */
export function nodeBody(source: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = nodeReader(source)
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => void source.destroy(),
    },
    { highWaterMark: 0 },
  )
}
