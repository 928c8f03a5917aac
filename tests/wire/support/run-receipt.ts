import { captureCommand, type Ran } from '../../support/capture-command'

type With = { readonly settings: Readonly<Record<string, string>>; readonly input?: string }

/** Runs `npm run receipt` with these arguments. */
export function runReceipt(words: readonly string[], { settings, input = '' }: With): Promise<Ran> {
  return captureCommand('receipt', words, settings, input)
}
