import { type Ran, runCommand } from '../../support/run-command'

export type { Ran }

/** Runs `npm run usage:replay` as it stands in package.json, with these arguments and settings alone. */
export function runReplay(
  files: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Ran> {
  return runCommand('replay-usage', files, settings)
}
