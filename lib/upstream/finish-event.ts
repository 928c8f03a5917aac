import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { eventData } from '@/lib/operations/read-event'

type Fields = Readonly<Record<string, unknown>>

/** The event that an endpoint has left out, which ends the one choice of a stream: after the last that it sent. */
export function finishEvent(last: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const chunk = parseJson(eventData(last) ?? '')
  const { usage: _, ...common } = isObject(chunk) ? chunk : {}
  const choice = isObject(chunk) && Array.isArray(chunk.choices) ? chunk.choices[0] : undefined
  const delta = isObject(choice) && isObject(choice.delta) ? choice.delta : {}
  const choices = [{ index: 0, delta: {}, finish_reason: reasonFor(delta) }]
  return new TextEncoder().encode(`data: ${JSON.stringify({ ...common, choices })}\n\n`)
}

/** Whether an event asks for a tool: then whatever is said after it, the answer ends for that. */
export function callsTool(event: Uint8Array<ArrayBuffer>): boolean {
  return new TextDecoder().decode(event).includes('"tool_calls":[')
}

/** A plain chat completion in which every choice says why it ended; undefined where they all do. */
export function withFinishReasons(completion: unknown): Fields | undefined {
  const choices = isObject(completion) && Array.isArray(completion.choices) ? completion.choices : []
  if (!isObject(completion) || choices.every(choice => isObject(choice) && choice.finish_reason))
    return undefined
  return { ...completion, choices: choices.map(choice => (isObject(choice) ? finished(choice) : choice)) }
}

function finished(choice: Fields): Fields {
  if (choice.finish_reason) return choice
  return { ...choice, finish_reason: reasonFor(isObject(choice.message) ? choice.message : {}) }
}

// Whoever asks for a tool waits for it; of any other end nothing is known but that it came.
function reasonFor({ tool_calls }: Fields): string {
  return Array.isArray(tool_calls) && tool_calls.length > 0 ? 'tool_calls' : 'stop'
}
