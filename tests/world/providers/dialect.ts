import type { IncomingHttpHeaders } from 'node:http'
import type { StreamPlan } from '../openai/stream-plan'
import type { JsonObject } from './json-object'
import type { ProviderAnswer, ProviderRequest } from './provider'
import type { Failure } from './read-failure'

export interface Call {
  /** Such as `/chat/completions`: the path behind the base. */
  operation: string
  body: JsonObject
}

/** How a provider's API differs from OpenAI's. */
export interface Dialect {
  basePath: string
  /** Bases at which the same is served. */
  otherBases?: readonly string[]
  headers?: Readonly<Record<string, string>>
  operations: readonly string[]
  /** The methods on its models; without it, GET and HEAD. */
  modelMethods?: readonly string[]
  /** The key that a caller gave; without it, the bearer token. */
  keyOf?(headers: IncomingHttpHeaders): string | undefined
  /** What a wrong key or none is answered; without it, no key is asked for. */
  wrongKey?(given: string | undefined): ProviderAnswer
  unknownPath(asked: ProviderRequest): ProviderAnswer
  /** Without it, the answer is OpenAI's in the shape of `failed`. */
  wrongMethod?(asked: ProviderRequest, allow: string): ProviderAnswer
  unknownModel(model: string): ProviderAnswer
  /** Any other error, as OpenAI would have said it. */
  failed(failure: Failure): ProviderAnswer
  /** The name by which the endpoint knows a model; without it, the same. */
  modelName?(model: string): string
  /** What a body is answered that OpenAI would have taken. */
  refuse?(call: Call): ProviderAnswer | undefined
  /** The fields that are passed over in silence. */
  ignored?: readonly string[]
  /** Changes a chat or a completion. */
  plain?(json: JsonObject, call: Call): JsonObject
  /** Changes the stream of a chat or a completion. */
  stream?(plan: StreamPlan, call: Call & { usage: JsonObject }): StreamPlan
  /** Changes the list of models. */
  models?(json: JsonObject): JsonObject
}
