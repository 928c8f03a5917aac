import type { CallTrace } from '@/lib/gateway/call-trace'
import { byteLength } from '@/lib/openai/byte-length'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

/** How large a call was and what its caller was given; undefined where it had no body that could be read, or no answer. */
export function callBytes(
  { asked, answer, cachedText }: CallTrace,
  end: StreamEnd | undefined,
): { readonly in: number | undefined; readonly out: number | undefined } {
  const body = answer?.result.kind === 'answered' ? answer.result.body : undefined
  const whole = body instanceof Uint8Array ? body.length : undefined
  return {
    in: asked && byteLength(asked.text),
    out: cachedText === undefined ? (end?.progress.sentBytes ?? whole) : byteLength(cachedText),
  }
}
