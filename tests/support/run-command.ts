import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'

const tsx = createRequire(import.meta.url).resolve('tsx')

/** How a command ended and what it wrote. */
export type Ran = { readonly code: unknown; readonly out: string; readonly error: string }

/** Runs one of `lib/commands` with these arguments and settings alone. */
export async function runCommand(
  name: string,
  parameters: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  /** What is piped in. */
  input = '',
): Promise<Ran> {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, ['--import', tsx, `lib/commands/${name}.ts`, ...parameters], {
    env: { PATH, HOME, ...settings, NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const written = { out: '', error: '' }
  child.stdout.on('data', piece => {
    written.out += piece
  })
  child.stderr.on('data', piece => {
    written.error += piece
  })
  // It may have ended without reading.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  return { code, ...written }
}
