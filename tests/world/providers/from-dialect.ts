import { answerPath } from '../endpoint/answer-path'
import { isRecord } from '../is-record'
import { parseJson } from '../parse-json'
import { bearerKey } from './bearer-key'
import type { Dialect } from './dialect'
import { isModelPath } from './is-model-path'
import type { JsonObject } from './json-object'
import type { Keyed, Provider, ProviderAnswer, ProviderRequest } from './provider'
import { speak } from './speak'
import { without } from './without'

/** A provider whose API is OpenAI's but for a dialect. */
export function fromDialect(dialect: Dialect): Provider {
  const bases = [dialect.basePath, ...(dialect.otherBases ?? [])].sort(
    (left, right) => right.length - left.length,
  )
  return {
    basePath: dialect.basePath,
    ...(dialect.headers && { headers: dialect.headers }),
    answer: (asked, endpoint) => {
      const base = bases.find(candidate => asked.path.startsWith(`${candidate}/`))
      const operation = base === undefined ? '' : asked.path.slice(base.length)
      const refusal = refuseKey(dialect, asked, endpoint) ?? refusePath(dialect, asked, operation)
      return refusal ?? answerOperation(dialect, { asked, operation, endpoint })
    },
  }
}

function refuseKey(
  { keyOf = bearerKey, wrongKey }: Dialect,
  { headers }: ProviderRequest,
  { apiKey }: Keyed,
): ProviderAnswer | undefined {
  const given = keyOf(headers)
  return apiKey === undefined || given === apiKey ? undefined : wrongKey?.(given)
}

function refusePath(dialect: Dialect, asked: ProviderRequest, operation: string): ProviderAnswer | undefined {
  const { operations, modelMethods = ['GET', 'HEAD'] } = dialect
  const ofModels = isModelPath(operation)
  if (!ofModels && !operations.includes(operation)) return dialect.unknownPath(asked)
  const methods = ofModels ? modelMethods : ['POST']
  return methods.includes(asked.method) ? undefined : dialect.wrongMethod?.(asked, methods.join(', '))
}

interface Answering {
  asked: ProviderRequest
  operation: string
  endpoint: Keyed
}

function answerOperation(dialect: Dialect, { asked, operation, endpoint }: Answering): ProviderAnswer {
  const { modelName = (model: string) => model } = dialect
  const path = isModelPath(operation)
    ? operation.replace(/(?<=^\/models\/).+/, model => modelName(decodeURIComponent(model)))
    : operation
  const parsed = parseJson(asked.bodyText)
  const body = isRecord(parsed) ? parsed : undefined
  const refusal = body && dialect.refuse?.({ operation, body })
  if (refusal) return refusal
  const bodyText = body ? JSON.stringify(taken(body, { ...dialect, modelName })) : asked.bodyText
  const answer = answerPath({ ...asked, path: `/v1${path}`, bodyText }, endpoint)
  return speak(dialect, { answer, call: { operation, body: body ?? {} } })
}

type Taking = Pick<Dialect, 'ignored'> & { modelName(model: string): string }

function taken(body: JsonObject, { ignored = [], modelName }: Taking): JsonObject {
  const kept = without(body, ignored)
  return typeof kept.model === 'string' ? { ...kept, model: modelName(kept.model) } : kept
}
