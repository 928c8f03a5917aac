// A server that answers and closes loses its answer where its caller still writes more than this.
const shortBytes = 65_536

type Passed = {
  /** What is to be passed on. */
  readonly body: ReadableStream<Uint8Array> | null
  /** To be called once whom it is for has answered: reads what that has left of it. */
  readonly readRest: () => Promise<void>
}

/** The body of a request, of which all is read, also where whom it is for leaves some: the platform takes it in first. */
export function readOut({ body, headers }: Pick<Request, 'body' | 'headers'>): Passed {
  if (body === null || Number(headers.get('content-length')) <= shortBytes)
    return { body, readRest: async () => {} }
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  let leave = () => {}
  const left = new Promise<'left'>(resolve => {
    leave = () => resolve('left')
  })
  const read = pass(body, { writer: writable.getWriter(), left })
  return {
    body: readable,
    readRest() {
      leave()
      return read
    },
  }
}

type Passing = { readonly writer: WritableStreamDefaultWriter<Uint8Array>; readonly left: Promise<'left'> }

async function pass(body: ReadableStream<Uint8Array>, { writer, left }: Passing): Promise<void> {
  const reader = body.getReader()
  let isWanted = true
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!isWanted) continue
      const written = writer.write(value).catch(() => 'left')
      isWanted = (await Promise.race([written, left])) !== 'left'
    }
    if (isWanted) await Promise.race([writer.close(), left])
  } catch (error) {
    // The caller has gone, which whom it is for is to learn.
    await writer.abort(error).catch(() => {})
  }
}
