import type { OperationName } from '@/lib/operations/operations'

/** The tokens of an answer, as its endpoint is to tell them; those that it had kept are among those of the prompt. */
export type Used = { readonly prompt: number; readonly cached: number; readonly completion: number }

/** How an operation's answers are streamed. */
export type StreamCase = {
  /** The change of a body that has its answer streamed, with all that can be told of what it used. */
  readonly asked: object
  /** A stream up to its last piece, as an endpoint writes it. */
  readonly begun: (pieces: readonly string[], used: Used) => string
  /** What follows, to the end. */
  readonly rest: (pieces: readonly string[], used: Used) => string
  /** The text that a stream's events make together. */
  readonly textOf: (events: string) => string
  /** What the event holds that says that the answer is whole. */
  readonly end: string
  /** Whether the gateway says so where nothing else of the answer is missing; otherwise only the endpoint can. */
  readonly isEndedByUs: boolean
}

/** What tests of every operation need to know of one. */
export type OperationCase = {
  readonly name: OperationName
  readonly path: string
  /** Whose error object its callers expect. */
  readonly errors: 'openai' | 'anthropic'
  /** A small call about something. */
  readonly body: (content: string, changes?: object) => object
  /** The change of a body by which nothing is left to chance, nor stored upstream. */
  readonly keepable: object
  /** The field that says how long an answer may be. */
  readonly limitField: string | undefined
  /** Changes that make a body none, each with the field that is wrong. */
  readonly wrong: readonly (readonly [changes: object, param: string])[]
  /** What an endpoint of the world answers to a call about something, as `textOf` reads it. */
  readonly said: (place: string, content: string) => string
  readonly textOf: (answer: unknown) => string
  /** A plain answer as an endpoint writes it. */
  readonly answer: (text: string, used: Used) => object
  readonly stream: StreamCase | undefined
}
