import { isObject } from '@/lib/openai/is-object'
import { isReasoning } from '@/lib/operations/is-reasoning'
import type { Call, Changes } from '@/lib/operations/parse-call'
import type { Quirks } from '@/lib/regions/provider'

type Adapting = {
  readonly quirks: Quirks
  /** The model by the endpoint's own name. */
  readonly model: string
}

/** What of a body of chat or embeddings an endpoint wants otherwise; nothing for other operations. */
export function adaptCall(call: Call, { quirks, model }: Adapting): Changes {
  const refused = Object.fromEntries((quirks.refuses ?? []).map(name => [name, undefined]))
  if (call.operation.name === 'embeddings') return refused
  if (call.operation.name !== 'chat.completions') return {}
  return {
    ...limitUnderItsName(call, { quirks, model }),
    ...refused,
    ...renamed(call, quirks),
    ...(quirks.hasNoDeveloper && withoutDeveloper(call)),
  }
}

const limitNames = ['max_completion_tokens', 'max_tokens'] as const

function limitUnderItsName(call: Call, { quirks: { answerLimit }, model }: Adapting): Changes {
  const [limit] = call.answerLimits
  if (answerLimit === undefined) return {}
  const field = answerLimit === 'by-model' ? (fieldFor(model) ?? fieldFor(call.model)) : answerLimit
  if (field === undefined) return {}
  const others = limitNames.filter(name => name !== field && call.request[name] !== undefined)
  if (others.length === 0) return {}
  return {
    ...Object.fromEntries(others.map(name => [name, undefined])),
    ...(limit && { [field]: limit.tokens }),
  }
}

// Only models that think insist on the newer one; what others were sent they take.
function fieldFor(model: string) {
  return isReasoning({ model, effort: undefined }) ? ('max_completion_tokens' as const) : undefined
}

function renamed({ request }: Call, { renames = {} }: Quirks): Changes {
  const known = Object.entries(renames).filter(([name]) => request[name] !== undefined)
  return Object.fromEntries(
    known.flatMap(([name, own]) => [
      [name, undefined],
      [own, request[name]],
    ]),
  )
}

function withoutDeveloper({ request: { messages } }: Call): Changes {
  const list = Array.isArray(messages) ? messages.filter(isObject) : []
  if (!list.some(({ role }) => role === 'developer')) return {}
  return { messages: list.map(each => (each.role === 'developer' ? { ...each, role: 'system' } : each)) }
}
