import { type Ran, runCommand } from '../../support/run-command'

export type { Ran }

/** Runs `npm run usage:replay` with these arguments and settings alone. */
export function runReplay(
  files: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Ran> {
  return runCommand('usage:replay', files, settings)
}
