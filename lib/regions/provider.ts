import type { OperationName } from '@/lib/operations/operations'

/** How a key is sent: as bearer token, or in the header of that name. */
export type Auth = 'bearer' | 'api-key' | 'x-api-key' | 'x-goog-api-key' | 'none'

/** What is special about an endpoint's kind: a preset that a row of the region map may name. */
export type Provider = {
  readonly name: string
  /** Where its own service is; undefined where every operator has another. */
  readonly baseUrl?: string
  /** Where below its host the API lies, for a `baseUrl` without a path. */
  readonly basePath: string
  readonly auth: Auth
  /** Whether it may run without a key. */
  readonly isKeyOptional?: boolean
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>
  readonly probePath: string
  /** What it does, each operation with what is unusual about it. */
  readonly services: Readonly<Partial<Record<OperationName, Service>>>
  readonly quirks: Quirks
}

export type Service = {
  /** Below the base URL, where it is not OpenAI's. */
  readonly path?: string
  /** Whose API it is translated to and from; absent where the endpoint speaks the operation's own format. */
  readonly dialect?: 'anthropic' | 'google'
  /** How the key is sent for it, where otherwise than for the rest. */
  readonly auth?: Auth
}

/** In what its chat completions differ from OpenAI's. */
export type Quirks = {
  /** The one field for the longest answer that it takes; `by-model`: the newer one for models that think, as OpenAI itself. */
  readonly answerLimit?: 'max_tokens' | 'max_completion_tokens' | 'by-model'
  /** Members of a body that it refuses and that change nothing of the answer. */
  readonly refuses?: readonly string[]
  /** Members that it knows by another name. */
  readonly renames?: Readonly<Record<string, string>>
  /** It does not know the role `developer`, which stands for `system`. */
  readonly hasNoDeveloper?: boolean
  /** Its answers may end without a finish reason. */
  readonly mayLackFinishReason?: boolean
}
