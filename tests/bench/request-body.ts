import type { BenchCall } from './bench-call'

/**
 * The model that every endpoint serves, or the name under which one serves it alone: what a gateway has learned leaves
 * out nothing of a pool of one, so a policy that pins its calls gets what it asks for.
 */
export function modelAt(endpoint?: string): string {
  return endpoint === undefined ? 'bench' : `bench-${endpoint}`
}

/** A call's body; its number comes first, for the endpoints to know it by. */
export function requestBody(call: BenchCall, model: string): string {
  const words = 'word '.repeat(Math.max(0, call.contextTokens - 3))
  return JSON.stringify({
    model,
    stream: true,
    max_completion_tokens: call.generatedTokens,
    messages: [{ role: 'user', content: `Call ${call.index}. ${words}` }],
  })
}

/** The number of the call that a body belongs to. */
export function callNumber(bodyText: string): number | undefined {
  const found = /"Call (\d+)\. /.exec(bodyText)?.[1]
  return found === undefined ? undefined : Number(found)
}
