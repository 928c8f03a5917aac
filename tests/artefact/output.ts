import type { WrittenRoute } from './parse-routes'
import type { StaticFile } from './routing-table'

/** An edge function of the output: its code, and the settings that the build gives it. */
export type EdgeFunction = {
  /** What it is called, by the folder that its code is in. */
  readonly name: string
  readonly file: string
  readonly environment: Readonly<Record<string, string>>
}

/** What `vercel build` has put out, as far as it is served here. */
export type Output = {
  readonly routes: readonly WrittenRoute[]
  readonly edgeFunctions: readonly EdgeFunction[]
  /** Paths that lead to a function, and its name; several may lead to one. */
  readonly functions: Readonly<Record<string, string>>
  /** Paths that lead to a file, by its place below the folder of the output. */
  readonly files: Readonly<Record<string, StaticFile>>
}
