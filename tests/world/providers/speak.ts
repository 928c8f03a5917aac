import { isRecord } from '../is-record'
import type { Answer } from '../openai/answer'
import type { Call, Dialect } from './dialect'
import type { ProviderAnswer } from './provider'
import { readFailure } from './read-failure'

interface Spoken {
  answer: Answer
  call: Call
}

// The answers of `/responses` and `/messages` are those of their own APIs everywhere.
const changed = ['/chat/completions', '/completions']

/** OpenAI's answer to a call as a provider gives it. */
export function speak(dialect: Dialect, { answer, call }: Spoken): ProviderAnswer {
  const failure = call.operation === '/messages' ? undefined : readFailure(answer)
  if (failure) {
    const unknown = failure.code === 'model_not_found'
    const said = unknown ? dialect.unknownModel(modelOf(call)) : dialect.failed(failure)
    return answer.headers ? { ...said, headers: { ...answer.headers, ...said.headers } } : said
  }
  const { json, stream } = answer
  if (!isRecord(json)) return answer
  if (call.operation === '/models') return { ...answer, json: dialect.models?.(json) ?? json }
  if (!changed.includes(call.operation)) return answer
  const usage = isRecord(json.usage) ? json.usage : {}
  const plan = stream && (dialect.stream?.(stream, { ...call, usage }) ?? stream)
  return { ...answer, json: dialect.plain?.(json, call) ?? json, ...(plan && { stream: plan }) }
}

function modelOf({ operation, body }: Call): string {
  return typeof body.model === 'string' ? body.model : operation.replace(/^\/models\//, '')
}
