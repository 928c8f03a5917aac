import type { Program } from '../parts/start-server'

/** What all set-ups are before or behind. */
export type Surroundings = {
  readonly upstreamPort: number
  /** The settings of a gateway of ours. */
  readonly environment: Readonly<Record<string, string>>
}

/** One way to stand between callers and the upstream. */
export type SetUp = {
  readonly name: string
  /** Ours is asked with a key. */
  readonly isOurs: boolean
  /** Makes ready what it is started from; throws what is missing. */
  prepare(): Promise<void> | void
  programAt(port: number, surroundings: Surroundings): Program
  /** What makes a key, where it does not do so itself. */
  keyProgramAt?(port: number, surroundings: Surroundings): Program
  /** What its callers send beside the usual. */
  headers?(surroundings: Surroundings): Readonly<Record<string, string>>
  /** The bytes of its code as they are uploaded or installed, gzipped; of several functions those of the largest. */
  codeBytes?(): number | undefined
}
