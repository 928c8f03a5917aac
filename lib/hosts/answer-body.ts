/** The body of an answer as it comes in: taken as a whole or as a stream, whichever is asked for first. */
export type AnswerBody = {
  /** A stream that begins with what is here already. */
  readonly open: () => ReadableStream<Uint8Array<ArrayBuffer>>
  /** All of it, without the cost of a stream. */
  readonly whole: () => Promise<Uint8Array<ArrayBuffer>>
}

type Options = {
  /** Asks for more, after `push` has said that there is enough. */
  readonly resume: () => void
  /** Told that nobody wants the rest. */
  readonly onCancel: () => void
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
/** Without an error it is whole. */
type End = { readonly error?: unknown }

type State = {
  held: Buffer[]
  length: number
  end: End | undefined
  controller: Controller | undefined
  isWhole: boolean
  finish: () => void
}

const heldBytes = 64 * 1024

/** Carries bytes from a client's callbacks to whoever reads them, and its end. */
export function createAnswerBody(options: Options): AnswerBody & {
  /** Takes the next bytes, and says whether more are wanted now. */
  readonly push: (chunk: Buffer) => boolean
  readonly close: () => void
  readonly fail: (error: unknown) => void
} {
  const state: State = {
    held: [],
    length: 0,
    end: undefined,
    controller: undefined,
    isWhole: false,
    finish: () => {},
  }
  return {
    push: chunk => take(state, chunk),
    close: () => endWith(state, {}),
    fail: error => endWith(state, { error }),
    open: () => openStream(state, options),
    async whole() {
      state.isWhole = true
      options.resume()
      if (state.end === undefined)
        await new Promise<void>(resolve => {
          state.finish = resolve
        })
      if (state.end !== undefined && 'error' in state.end) throw state.end.error
      return bytesOf(Buffer.concat(state.held.splice(0)))
    },
  }
}

function take(state: State, chunk: Buffer): boolean {
  const { controller } = state
  if (state.end !== undefined) return true
  if (controller !== undefined) {
    controller.enqueue(bytesOf(chunk))
    return (controller.desiredSize ?? 0) > 0
  }
  state.held.push(chunk)
  state.length += chunk.length
  return state.isWhole || state.length < heldBytes
}

function endWith(state: State, end: End): void {
  if (state.end !== undefined) return
  state.end = end
  if (state.controller !== undefined) closeStream(state.controller, end)
  state.finish()
}

function openStream(state: State, { resume, onCancel }: Options): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(opened) {
        state.controller = opened
        for (const chunk of state.held.splice(0)) opened.enqueue(bytesOf(chunk))
        if (state.end !== undefined) closeStream(opened, state.end)
      },
      pull: resume,
      cancel() {
        state.end = {}
        onCancel()
      },
    },
    { highWaterMark: heldBytes, size: chunk => chunk.length },
  )
}

function closeStream(controller: Controller, end: End): void {
  if ('error' in end) controller.error(end.error)
  else controller.close()
}

// A copy: a client may write over its own once it is told that they are taken.
function bytesOf(chunk: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(chunk)
}
