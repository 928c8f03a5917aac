import type { JsonObject } from '../json-object'
import type { ProviderName } from '../providers'

export interface Refusal {
  status: number
  body: unknown
}

export interface Streamed {
  text: string
  /** The events that are JSON. */
  chunks: JsonObject[]
}

/** What is asked of an endpoint that answers as a provider, and what has to come of it. */
export interface ProviderCase {
  provider: ProviderName
  basePath: string
  model: string
  /** Behind the base. */
  path: string
  /** Where it is another one. */
  streamPath?: string
  keyHeader(key: string): Record<string, string>
  body(said: string): JsonObject
  /** The fields that ask for a stream with its usage, as the provider takes them. */
  streamed: JsonObject
  otherModel: JsonObject
  /** What a plain answer has, besides its text. */
  plain: JsonObject
  textOf(json: unknown): unknown
  deltaOf(chunk: JsonObject): unknown
  expectStream(streamed: Streamed): void
  refused: (Refusal & { fields: JsonObject })[]
  passedOver: JsonObject
  /** Without it, any key will do. */
  wrongKey?: Refusal
  unknownModel: Refusal
  /** The body of the 404; undefined where it is no JSON. */
  unknownPath: unknown
  /** The status of a HEAD on the models. */
  head: number
}
