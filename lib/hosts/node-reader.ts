import type { Readable } from 'node:stream'

/** What reads a body piece by piece. */
export type NodeReader = Pick<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, 'read' | 'cancel'>

const heldBytes = 64 * 1024

/**
 * Reads a stream of Node without one of the Web around it. Whoever cancels it lets the rest go by unread, so that an answer can
 * still be written to whom it came from.
 */
export function nodeReader(source: Readable): NodeReader {
  const held: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  /** Without an error it is whole. */
  let end: { readonly error?: unknown } | undefined
  let wake = () => {}
  const over = (how: { readonly error?: unknown }) => {
    end ??= how
    wake()
  }
  const take = (chunk: Buffer<ArrayBuffer>) => {
    held.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))
    length += chunk.length
    if (length >= heldBytes) source.pause()
    wake()
  }
  source.on('data', take)
  source.once('end', () => over({}))
  source.once('error', error => over({ error }))
  source.once('close', () => {
    if (!source.readableEnded) over({ error: source.errored ?? new Error('The body was cut off.') })
  })
  return {
    async read() {
      for (;;) {
        const value = held.shift()
        if (value !== undefined) {
          length -= value.length
          return { done: false, value }
        }
        if (end !== undefined && 'error' in end) throw end.error
        if (end !== undefined) return { done: true, value: undefined }
        source.resume()
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
    async cancel() {
      held.length = 0
      over({})
      source.off('data', take)
      source.resume()
    },
  }
}
