import { runCommand } from '@/lib/commands/run-command'

/** How a command ended and what it wrote. */
export type Ran = { readonly code: number; readonly out: string; readonly error: string }

/** Runs a command of package.json with these words and settings alone, and keeps what it writes. */
export async function captureCommand(
  name: string,
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  /** What is piped in. */
  input = '',
): Promise<Ran> {
  const written = { out: '', error: '' }
  const code = await runCommand(name, words, {
    settings,
    print: text => {
      written.out += `${text}\n`
    },
    tell: text => {
      written.error += `${text}\n`
    },
    readInput: async () => input,
  })
  return { code, ...written }
}
