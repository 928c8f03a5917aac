import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'

const tsx = createRequire(import.meta.url).resolve('tsx/cli')

/** How a command ended and what it wrote. */
export type Ran = { readonly code: unknown; readonly out: string; readonly error: string }

/** Runs one of `lib/commands` with these arguments and settings alone. */
export async function runCommand(
  name: string,
  parameters: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [tsx, `lib/commands/${name}.ts`, ...parameters], {
    env: { PATH, HOME, ...settings, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { out: '', error: '' }
  child.stdout.on('data', piece => {
    written.out += piece
  })
  child.stderr.on('data', piece => {
    written.error += piece
  })
  const [code] = await once(child, 'close')
  return { code, ...written }
}
