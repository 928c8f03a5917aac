import { captureCommand, type Ran } from '../../support/capture-command'

export type { Ran }

/** Runs `npm run usage:replay` with these arguments and settings alone. */
export function runReplay(
  files: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Ran> {
  return captureCommand('usage:replay', files, settings)
}
