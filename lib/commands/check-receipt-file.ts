import { readFile } from 'node:fs/promises'
import type { Terminal } from '@/lib/commands/command'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { checkReceipt, type ReceiptCheck } from '@/lib/telemetry/check-receipt'
import { keyIdOf } from '@/lib/telemetry/sign-receipt'

const usage = 'Expected: npm run receipt check <file>, with the setting RECEIPT_SECRET.'

const verdicts: Readonly<Record<Exclude<ReceiptCheck, 'valid'>, string>> = {
  tampered: 'does not match its signature: it was changed after it was signed.',
  'unknown-key': 'was signed with another secret than RECEIPT_SECRET',
  unsigned: 'has no signature, so nothing can be said of it.',
  'no-receipt': 'is no receipt with a signature that can be read.',
}

/**
 * `npm run receipt check <file>`: checks a copy of what GET /api/admin/requests/{id} answered, `-` for one that is piped in.
 * Needs RECEIPT_SECRET alone; nothing is sent anywhere.
 */
export async function checkReceiptFile(
  [action, file]: readonly string[],
  { settings, print, readInput }: Terminal,
): Promise<boolean> {
  const secret = settings.RECEIPT_SECRET?.trim()
  if (action !== 'check' || file === undefined || !secret) throw new Error(usage)
  const text = file === '-' ? await readInput() : await readFile(file, 'utf8')
  const copies = copiesIn(text)
  for (const [at, copy] of copies.entries()) {
    const found = await checkReceipt(copy, secret)
    if (found !== 'valid') throw new Error(await describe(found, { at, copy, secret }))
  }
  for (const copy of copies) print(`valid: ${summaryOf(copy)}`)
  return true
}

// The newest receipt, and behind it those of the other calls under the same request id, each signed for itself.
function copiesIn(text: string): readonly unknown[] {
  const whole = parseJson(text)
  if (!isObject(whole)) throw new Error('The file is no JSON object.')
  if (countColons(text) !== countMembers(whole))
    throw new Error('The file names a field twice, so that it can be read in two ways.')
  const { earlier, ...newest } = whole
  return Array.isArray(earlier) ? [newest, ...earlier] : [newest]
}

function countColons(text: string): number {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1
}

function countMembers(value: unknown): number {
  if (!isObject(value)) return 0
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce<number>((sum, each) => sum + countMembers(each), own)
}

type Found = { readonly at: number; readonly copy: unknown; readonly secret: string }

async function describe(found: Exclude<ReceiptCheck, 'valid'>, { at, copy, secret }: Found): Promise<string> {
  const which = at === 0 ? 'The receipt' : `Receipt ${at + 1}`
  const signature = isObject(copy) ? copy.signature : undefined
  const keyId = isObject(signature) ? JSON.stringify(signature.keyId) : undefined
  const keys = found === 'unknown-key' ? `: its key is ${keyId}, ours is "${await keyIdOf(secret)}".` : ''
  return `${found}: ${which} ${verdicts[found]}${keys}`
}

// Of what was checked, since the eye may have been shown something else.
function summaryOf(copy: unknown): string {
  const { requestId, at, tenant, country, endpoint, zone, status } = isObject(copy) ? copy : {}
  return JSON.stringify({ requestId, at, tenant, country, endpoint, zone, status })
}
