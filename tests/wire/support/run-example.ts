import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const tsx = createRequire(import.meta.url).resolve('tsx/cli')
const output = fileURLToPath(new URL('../../.output/documentation/', import.meta.url))

/** How an example ended, and what it wrote. */
export type Ran = { readonly code: unknown; readonly out: string; readonly error: string }

type Settings = Readonly<Record<string, string>>

/** Runs lines of a shell as they stand, in a folder of their own; `curl` fails where the answer is an error. */
export async function runShell(text: string, settings: Settings): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'example-'))
  writeFileSync(join(folder, '.curlrc'), 'fail-with-body\n')
  // npm looks for its project here, and the example's files are of no project.
  const own = text.replaceAll(/\b(map|live|key|receipt)\.json\b|\b(usage|headers)\.log\b/g, name =>
    join(folder, name),
  )
  try {
    return await run(['bash', '-euo', 'pipefail', '-c', own], { ...settings, CURL_HOME: folder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Writes an example to a file from where the project's packages are found, and gives its name. */
export function writeExample(name: string, text: string): string {
  mkdirSync(output, { recursive: true })
  const file = join(output, `${name}.ts`)
  writeFileSync(file, text)
  return file
}

/** Runs an example that was written. */
export function runTypeScript(file: string, settings: Settings): Promise<Ran> {
  return run([process.execPath, tsx, file], settings)
}

async function run([command = '', ...parameters]: readonly string[], settings: Settings): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command, parameters, { env: { PATH, HOME, ...settings, NODE_ENV: 'production' } })
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
