import { isReasoning } from '@/lib/operations/is-reasoning'
import type { Call, Changes } from '@/lib/operations/parse-call'

type Caps = {
  /** The longest answer that the model can give. */
  readonly modelTokens: number | undefined
  /** The longest that the operator wants of the plan and the task; it is asked for where the call does not say. */
  readonly wantedTokens: readonly (number | undefined)[]
}

/** What of a call's body must change so that its answer is no longer than its model, plan and task allow. */
export function capAnswer(call: Call, { modelTokens, wantedTokens }: Caps): Changes {
  const wanted = wantedTokens.filter(tokens => tokens !== undefined)
  const most = Math.min(...wanted, modelTokens ?? Number.POSITIVE_INFINITY)
  if (!Number.isFinite(most) || call.operation.format.limitFields.length === 0) return {}
  // An answer with no room for it is refused.
  const least = (call.thinkingTokens ?? 0) + 1
  if (call.answerLimits.length > 0)
    return Object.fromEntries(
      call.answerLimits.flatMap(({ field, tokens }) =>
        tokens > most || tokens < fewestIn(call) ? [[field, Math.max(most, least)]] : [],
      ),
    )
  return wanted.length === 0 ? {} : { [fieldFor(call)]: most }
}

// What is less is no bound to Ollama and llama.cpp. Completions may be asked for nothing but their prompt's echo, and messages for a warm cache.
function fewestIn({ operation }: Call): number {
  return operation.name === 'chat.completions' ? 1 : 0
}

// The older name is known everywhere but to models that think.
function fieldFor({ model, operation }: Call): string {
  const [newer = '', older = newer] = operation.format.limitFields
  return isReasoning({ model, effort: undefined }) ? newer : older
}
