import { type Ran, runCommand } from '../../support/run-command'

type With = { readonly settings: Readonly<Record<string, string>>; readonly input?: string }

/** Runs `npm run receipt` with these arguments. */
export function runReceipt(words: readonly string[], { settings, input = '' }: With): Promise<Ran> {
  return runCommand('receipt', words, settings, input)
}
