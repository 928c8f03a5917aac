import { type ErrorObject, type ErrorShape, errorBody, errorEventText } from '@/lib/openai/error-body'
import { errorObject } from '@/lib/openai/error-response'
import type { Answer } from '@/lib/upstream/answer-call'
import type { Effects } from '@/lib/upstream/effects'
import { timeouts } from '@/lib/upstream/timeouts'
import { within } from '@/lib/upstream/within'

type Options = {
  readonly stream: boolean
  /** Whose error object its caller expects. */
  readonly shape: ErrorShape
  readonly effects: Effects
  /** Called where the caller hangs up. */
  readonly onCancel: () => void
}

/**
 * Begins a response whose answer is still to come, and keeps it alive until then: a stream by comments, which every client
 * passes over, a plain answer by white space, which JSON may begin with. What fails after that can be told in the body only.
 */
export function commitEarly(
  answering: Promise<Pick<Answer, 'result'>>,
  { onCancel, ...options }: Options,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const parts = lateAnswer(answering, options)
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: onCancel,
  })
}

async function* lateAnswer(
  answering: Promise<Pick<Answer, 'result'>>,
  { stream, shape, effects }: Omit<Options, 'onCancel'>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (;;) {
    yield encode(stream ? ': waiting\n\n' : ' ')
    const answer = await within(timeouts.signOfLife, { promise: answering, effects })
    if (answer === undefined) continue
    yield* contentOf(answer.result, { stream, shape })
    return
  }
}

type Failing = Form & { readonly status: number }

type Form = Pick<Options, 'stream' | 'shape'>

async function* contentOf(
  result: Answer['result'],
  form: Form,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (result.kind === 'abandoned') return
  if (result.kind === 'refused') yield failure(result.error, { ...form, status: result.status })
  else if (result.kind === 'exhausted')
    yield failure(errorObject(result.error), { ...form, status: result.error.status })
  else if (result.body instanceof ReadableStream) yield* chunksOf(result.body)
  else yield result.body
}

async function* chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

function failure(error: ErrorObject, { stream, ...told }: Failing): Uint8Array<ArrayBuffer> {
  return encode(stream ? errorEventText(error, told) : JSON.stringify(errorBody(error, told)))
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
