// A server that answers and closes loses its answer where its caller still writes more than this.
const shortBytes = 65_536

type Passed = {
  /** What is to be passed on. */
  readonly body: ReadableStream<Uint8Array> | null
  /** Settles once nothing of it is left to be read. */
  readonly whenRead: Promise<void> | undefined
}

/** The body of a request, of which all is read, also where whom it is for leaves some: the platform takes it in first. */
export function readOut({ body, headers }: Pick<Request, 'body' | 'headers'>): Passed {
  if (body === null || Number(headers.get('content-length')) <= shortBytes)
    return { body, whenRead: undefined }
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const whenRead = body.pipeTo(writable, { preventCancel: true }).catch(() => drain(body))
  return { body: readable, whenRead }
}

async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader()
  // Where the caller has gone, nobody waits for the answer either.
  const read = () => reader.read().catch(() => ({ done: true }))
  while (!(await read()).done);
}
