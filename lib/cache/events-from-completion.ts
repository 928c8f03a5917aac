import { isObject } from '@/lib/openai/is-object'

type Fields = Readonly<Record<string, unknown>>

/**
 * The stream that a plain chat completion would have been, in as few events as clients can do with: for each choice its
 * message, then its end. Without the usage.
 */
export function eventsFromCompletion(completion: Fields): string {
  const { choices, usage: _, ...rest } = completion
  const list = Array.isArray(choices) ? choices.filter(isObject) : []
  const chunks = list.flatMap(({ message, finish_reason, index = 0, ...choice }) => {
    const { role, ...said } = indexed(isObject(message) ? message : {})
    return [
      // Alone, since clients read the log probabilities of a first event twice.
      ...(role === undefined ? [] : [{ index, delta: { role }, finish_reason: null }]),
      { ...choice, index, delta: said, finish_reason: null },
      { index, delta: {}, finish_reason },
    ]
  })
  const events = chunks.map(choice => event({ ...rest, object: 'chat.completion.chunk', choices: [choice] }))
  return `${events.join('')}data: [DONE]\n\n`
}

/** An event of a stream. */
export function event(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`
}

// In a stream the parts of a list say which they are.
function indexed(message: Fields): Fields {
  if (!Array.isArray(message.tool_calls)) return message
  const calls = message.tool_calls.filter(isObject)
  return { ...message, tool_calls: calls.map((call, index) => ({ index, ...call })) }
}
