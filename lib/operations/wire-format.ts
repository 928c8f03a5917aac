import type * as z from 'zod'
import type { ErrorShape } from '@/lib/openai/error-body'
import type { TokenUsage } from '@/lib/openai/token-usage'
import type { EventFacts } from '@/lib/operations/event-facts'
import type { RequestFacts } from '@/lib/operations/request-facts'

/** How an operation's requests and answers are written, as far as we act on it. */
export type WireFormat = {
  readonly name: 'chat' | 'completion' | 'embedding' | 'response' | 'message'
  /** Whose error object its callers expect. */
  readonly errors: ErrorShape
  /** What is read of a parsed body, made when it is first asked for. */
  readonly schema: () => z.ZodObject
  /** Reads a parsed body; throws `invalid_request` with `param`. */
  readonly readRequest: (body: Readonly<Record<string, unknown>>) => RequestFacts
  /** The fields that say how long an answer may be, the one to set where there is none first. */
  readonly limitFields: readonly string[]
  /** Whether a parsed body is an answer, and no error object. */
  readonly isAnswer: (body: unknown) => boolean
  /** The tokens that an answer says were used; undefined where it does not say. */
  readonly readUsage: (body: unknown) => TokenUsage | undefined
  /** The text of an answer, by which it is counted where its endpoint does not. */
  readonly answerText: (body: Readonly<Record<string, unknown>>) => string
  /** What an event of its streams says, by its parsed data. */
  readonly readData: (data: Readonly<Record<string, unknown>>) => EventFacts
  /** The most bytes that one event of its streams may have; absent where it holds no more than words. */
  readonly eventLimitBytes?: number
  /** The most bytes that all of them may have together; absent where they hold no more than words. */
  readonly streamLimitBytes?: number
  /** How much of an answer there is, is what the call asks for: one that is too large is so at every endpoint. */
  readonly isSizedByCall?: boolean
  /** What ends a stream whose answer is whole; undefined where nothing but the endpoint can. */
  readonly closing: string | undefined
}
