import type { IncomingHttpHeaders } from 'node:http'
import type { Asked } from '../endpoint/asked'
import type { Operated } from '../endpoint/operations'
import type { Answer } from '../openai/answer'

export interface ProviderRequest extends Asked {
  query: URLSearchParams
  headers: IncomingHttpHeaders
}

export interface ProviderAnswer extends Answer {
  /** Sent instead of the JSON, by servers whose errors are plain text. */
  text?: string
}

export interface Keyed extends Operated {
  apiKey?: string | undefined
}

export interface Provider {
  /** Where the `url` of an endpoint ends. */
  basePath: string
  /** Sent with every answer besides the usual ones. */
  headers?: Readonly<Record<string, string>>
  answer(asked: ProviderRequest, endpoint: Keyed): ProviderAnswer
}
