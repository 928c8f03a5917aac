import type { Call, Changes } from '@/lib/operations/parse-call'

/**
 * The call's body as it goes to an endpoint: with its name for the model, with what else this endpoint wants otherwise and,
 * in a stream, with the wish for `usage`, by which calls are counted and priced. Every other byte is as the caller sent it.
 */
export function upstreamBody(call: Call, upstreamModel: string, adapted: Changes = {}): string {
  return changeMembers(call, {
    ...askForUsage(call),
    ...call.changes,
    ...adapted,
    ...named(call, upstreamModel),
  })
}

/** Whether the usage at the end of a stream is our wish and not the caller's. */
export function hidesUsage({ stream, usageEvent }: Call): boolean {
  return stream && usageEvent === 'unasked'
}

function named({ request, changes }: Call, model: string): Changes {
  return 'model' in changes || request.model !== model ? { model } : {}
}

function askForUsage(call: Call): Changes {
  if (!hidesUsage(call)) return {}
  const options = call.request.stream_options
  return { stream_options: { ...(typeof options === 'object' && options), include_usage: true } }
}

// From the back, so that the places before stay what they were. Only what takes a member out writes the body anew.
function changeMembers({ text, members, request }: Call, changes: Changes): string {
  const all = Object.entries(changes)
  const gone = all.filter(([name, value]) => value === undefined && members.has(name))
  if (gone.length > 0) return rebuilt({ text, members, request, changes })
  const edits = all.flatMap(([name, value]) => {
    const span = members.get(name)
    return span === undefined ? [] : [{ span, value }]
  })
  const edited = edits
    .sort((one, other) => other.span.start - one.span.start)
    .reduce(
      (kept, { span, value }) => kept.slice(0, span.start) + JSON.stringify(value) + kept.slice(span.end),
      text,
    )
  const added = all.filter(([name, value]) => !members.has(name) && value !== undefined)
  const start = edited.indexOf('{') + 1
  const written = added.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`)
  return edited.slice(0, start) + written.join('') + edited.slice(start)
}

function rebuilt({
  text,
  members,
  changes,
}: Pick<Call, 'text' | 'members' | 'request'> & { changes: Changes }): string {
  const spans = [...members].sort(([, one], [, other]) => one.start - other.start)
  const brace = text.indexOf('{') + 1
  const kept = spans.flatMap(([name, span], index) => {
    const previous = spans[index - 1]
    const start = previous === undefined ? brace : text.indexOf(',', previous[1].end) + 1
    const end = index === spans.length - 1 ? span.end : text.indexOf(',', span.end)
    if (!Object.hasOwn(changes, name)) return [text.slice(start, end)]
    if (changes[name] === undefined) return []
    return [text.slice(start, span.start) + JSON.stringify(changes[name]) + text.slice(span.end, end)]
  })
  const added = Object.entries(changes)
    .filter(([name, value]) => !members.has(name) && value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  return text.slice(0, brace) + [...added, ...kept].join(',') + text.slice(spans.at(-1)?.[1].end)
}
