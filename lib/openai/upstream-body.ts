import type { Call } from '@/lib/openai/parse-call'
import type { Span } from '@/lib/openai/scan-members'

/**
 * The call's body as it goes to an endpoint: with its name for the model and, in a stream, with the wish for `usage`, by
 * which calls are counted and priced. Every other byte is as the caller sent it.
 */
export function upstreamBody(call: Call, upstreamModel: string): string {
  const edits = [...nameModel(call, upstreamModel), ...askForUsage(call)]
  return edits
    .sort((one, other) => other.span.start - one.span.start)
    .reduce((text, { span, value }) => text.slice(0, span.start) + value + text.slice(span.end), call.text)
}

/** Whether the caller itself wants the extra event with the usage at the end of its stream. */
export function wantsUsage({ request }: Call): boolean {
  return request.stream_options?.include_usage === true
}

type Edit = { readonly span: Span; readonly value: string }

function nameModel({ model, members }: Call, upstreamModel: string): readonly Edit[] {
  const span = members.get('model')
  return span === undefined || upstreamModel === model ? [] : [{ span, value: JSON.stringify(upstreamModel) }]
}

function askForUsage(call: Call): readonly Edit[] {
  const { request, members, text, stream } = call
  if (!stream || wantsUsage(call)) return []
  const options = JSON.stringify({ ...request.stream_options, include_usage: true })
  const span = members.get('stream_options')
  if (span !== undefined) return [{ span, value: options }]
  const start = text.indexOf('{') + 1
  return [{ span: { start, end: start }, value: `"stream_options":${options},` }]
}
