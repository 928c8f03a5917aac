import { isObject } from '@/lib/openai/is-object'

type Fields = Readonly<Record<string, unknown>>
type Told = readonly [type: string, data: Fields]

/**
 * The stream that a plain response would have been, each of its parts in one piece.
 * Source: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function eventsFromResponse(response: Fields): string {
  const { output, usage: _, ...rest } = response
  const items = Array.isArray(output) ? output.filter(isObject) : []
  const begun = { ...rest, status: 'in_progress', output: [], usage: null }
  const events: readonly Told[] = [
    ['response.created', { response: begun }],
    ['response.in_progress', { response: begun }],
    ...items.flatMap((item, output_index) => itemEvents(item, output_index)),
    [response.status === 'incomplete' ? 'response.incomplete' : 'response.completed', { response }],
  ]
  return events
    .map(([type, data], sequence_number) => {
      const text = JSON.stringify({ type, sequence_number, ...data })
      return `event: ${type}\ndata: ${text}\n\n`
    })
    .join('')
}

function itemEvents(item: Fields, output_index: number): readonly Told[] {
  const { id: item_id, content, arguments: given } = item
  const place = { item_id, output_index }
  const isCall = item.type === 'function_call'
  const parts = item.type === 'message' && Array.isArray(content) ? content.filter(isObject) : []
  const opened = {
    ...item,
    status: 'in_progress',
    ...(parts.length > 0 && { content: [] }),
    ...(isCall && { arguments: '' }),
    ...(item.type === 'custom_tool_call' && { input: '' }),
    ...(item.type === 'reasoning' && { summary: [] }),
  }
  return [
    ['response.output_item.added', { output_index, item: opened }],
    ...parts.flatMap((part, content_index) => partEvents(part, { ...place, content_index })),
    ...(item.type === 'custom_tool_call' ? customEvents(String(item.input), place) : []),
    ...(item.type === 'reasoning' && Array.isArray(item.summary)
      ? item.summary
          .filter(isObject)
          .flatMap((part, summary_index) => summaryEvents(part, { ...place, summary_index }))
      : []),
    ...(isCall ? callEvents(String(given), place) : []),
    ['response.output_item.done', { output_index, item }],
  ]
}

function customEvents(input: string, place: Fields): readonly Told[] {
  return [
    ['response.custom_tool_call_input.delta', { ...place, delta: input }],
    ['response.custom_tool_call_input.done', { ...place, input }],
  ]
}

function summaryEvents(part: Fields, place: Fields): readonly Told[] {
  return [
    ['response.reasoning_summary_part.added', { ...place, part: { ...part, text: '' } }],
    ['response.reasoning_summary_text.delta', { ...place, delta: part.text }],
    ['response.reasoning_summary_text.done', { ...place, text: part.text }],
    ['response.reasoning_summary_part.done', { ...place, part }],
  ]
}

function callEvents(given: string, place: Fields): readonly Told[] {
  return [
    ['response.function_call_arguments.delta', { ...place, delta: given }],
    ['response.function_call_arguments.done', { ...place, arguments: given }],
  ]
}

function partEvents(part: Fields, place: Fields): readonly Told[] {
  const name = part.type === 'refusal' ? 'refusal' : 'text'
  const said = String(part[name] ?? '')
  const annotations: readonly unknown[] = Array.isArray(part.annotations) ? part.annotations : []
  const kind = name === 'text' ? 'response.output_text' : 'response.refusal'
  return [
    [
      'response.content_part.added',
      { ...place, part: { ...part, [name]: '', ...(part.annotations !== undefined && { annotations: [] }) } },
    ],
    [`${kind}.delta`, { ...place, delta: said, ...(name === 'text' && { logprobs: part.logprobs ?? [] }) }],
    ...annotations.map(
      (annotation, annotation_index): Told => [
        'response.output_text.annotation.added',
        { ...place, annotation_index, annotation },
      ],
    ),
    [`${kind}.done`, { ...place, [name]: said, ...(name === 'text' && { logprobs: part.logprobs ?? [] }) }],
    ['response.content_part.done', { ...place, part }],
  ]
}
