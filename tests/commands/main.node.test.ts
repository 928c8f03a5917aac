import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { signReceipt } from '@/lib/telemetry/sign-receipt'
import manifest from '../../package.json'
import { receiptOf } from '../support/receipt-of'

const tsx = createRequire(import.meta.url).resolve('tsx')
const RECEIPT_SECRET = 'CANARY-secret-of-receipts'

type Script = 'region-map' | 'receipt' | 'usage:replay'
type Typed = { readonly input?: string; readonly settings?: Readonly<Record<string, string>> }

/** Types a script of package.json into a terminal, with these words. */
async function typeIn(script: Script, words: readonly string[], { input = '', settings = {} }: Typed = {}) {
  const [program, file, ...others] = manifest.scripts[script].split(' ')
  expect(program).toBe('tsx')
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, ['--import', tsx, String(file), ...others, ...words], {
    env: { PATH, HOME, ...settings, NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // It may have ended without reading.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const written = Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await once(child, 'close')
  const [out, error] = await written
  return { code, out, error }
}

describe.concurrent('a command in a terminal', () => {
  it('reads what is piped in and its settings, and prints what it found', async () => {
    const input = JSON.stringify(await signReceipt(receiptOf(), RECEIPT_SECRET))
    const { code, out, error } = await typeIn('receipt', ['check', '-'], {
      input,
      settings: { RECEIPT_SECRET },
    })
    expect([code, error]).toEqual([0, ''])
    expect(out).toMatch(/^valid: \{.*\}\n$/)
  })

  it.each<[Script, RegExp, readonly string[]]>([
    ['region-map', /^npm run region-map -- <command>\n/, []],
    ['region-map', /^Unknown option '--upside-down'\. .*--help says more\.\n$/, ['check', '--upside-down']],
    ['receipt', /^Expected: npm run receipt check <file>.*\n$/, []],
    ['usage:replay', /^Expected a log file .*\n$/, []],
  ])('%s tells what is wrong without a stack, and fails: %s', async (script, told, words) => {
    const { code, out, error } = await typeIn(script, words)
    expect([code, out]).toEqual([1, ''])
    expect(error).toMatch(told)
    expect(error).not.toMatch(/\n\s+at /)
  })
})
