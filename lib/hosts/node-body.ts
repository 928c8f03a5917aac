import type { Readable } from 'node:stream'

const heldBytes = 64 * 1024

/**
 * A stream of Node as one of the Web, with a fraction of the cost of `Readable.toWeb`. Whoever cancels it lets the rest go by
 * unread, so that an answer can still be written to whom it came from.
 */
export function nodeBody(source: Readable): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      start(controller) {
        source.on('data', (chunk: Buffer<ArrayBuffer>) => {
          controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))
          if ((controller.desiredSize ?? 0) <= 0) source.pause()
        })
        const close = () => controller.close()
        source.once('end', close)
        source.once('error', error => controller.error(error))
        source.once('close', () => {
          if (!source.readableEnded) controller.error(source.errored ?? new Error('The body was cut off.'))
        })
      },
      pull: () => void source.resume(),
      cancel() {
        source.removeAllListeners('data')
        source.removeAllListeners('end')
        source.resume()
      },
    },
    { highWaterMark: heldBytes, size: chunk => chunk.length },
  )
}
