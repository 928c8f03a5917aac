/** A body that passes through, and what has passed. */
export type Recording = {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  /** What has passed so far; undefined where it is more than is kept. */
  readonly text: () => string | undefined
}

/** Records a stream while it passes, chunk by chunk as it is read, and at most so many bytes of it. */
export function recordBody(body: ReadableStream<Uint8Array<ArrayBuffer>>, mostBytes: number): Recording {
  const reader = body.getReader()
  let kept: Uint8Array<ArrayBuffer>[] | undefined = []
  let bytes = 0
  return {
    body: new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          const { done, value } = await reader.read()
          if (done) return controller.close()
          bytes += value.length
          if (bytes > mostBytes) kept = undefined
          kept?.push(value.slice())
          controller.enqueue(value)
        },
        cancel: reason => reader.cancel(reason),
      },
      // Nothing is read before it is asked for, as without the recording.
      { highWaterMark: 0 },
    ),
    text() {
      if (kept === undefined) return undefined
      const decoder = new TextDecoder()
      return kept.map(part => decoder.decode(part, { stream: true })).join('') + decoder.decode()
    },
  }
}
