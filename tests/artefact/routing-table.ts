import type { Condition } from './holds'

/** A route of `config.json` as the Build Output API (version 3) describes it; what it has no word for is refused. */
export type Route = {
  readonly src: RegExp
  readonly dest?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly methods?: readonly string[] | undefined
  readonly status?: number | undefined
  readonly continue?: boolean | undefined
  /** What it leads to is looked for, and the walk goes on from there where it is nothing. */
  readonly check?: boolean | undefined
  /** Its headers are stronger than those of the answer. */
  readonly important?: boolean | undefined
  readonly has?: readonly Condition[] | undefined
  readonly missing?: readonly Condition[] | undefined
  readonly middlewarePath?: string | undefined
}

/** The routes before the first `handle`, and those below each. */
export type Phase = 'first' | 'filesystem' | 'resource' | 'miss' | 'rewrite' | 'hit' | 'error'

/** A file of the output: where it is, and how it is given. */
export type StaticFile = {
  readonly file: string
  readonly contentType: string
  readonly status?: number | undefined
}

/** All that the router knows of an output. */
export type RoutingTable = {
  readonly phases: Readonly<Record<Phase, readonly Route[]>>
  /** Paths of functions, without the slash in front, and the service of each. */
  readonly functions: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, StaticFile>>
}
