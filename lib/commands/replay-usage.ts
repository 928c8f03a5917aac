import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import type { Terminal } from '@/lib/commands/command'
import { parseJson } from '@/lib/openai/parse-json'
import { lostRecords } from '@/lib/usage/lost-records'
import type { UsageRecord } from '@/lib/usage/usage-record'

const batchSize = 200

const outcome = z.object({ added: z.int(), tooOld: z.int().default(0) })

/**
 * `npm run usage:replay -- <log file>`: sends the usage that a log holds to the deployment at ISOCHRONE_URL, which adds what
 * it does not have. Needs OPERATOR_TOKEN.
 */
export async function replayUsage(
  [file]: readonly string[],
  { settings, print }: Terminal,
): Promise<boolean> {
  const { ISOCHRONE_URL: url, OPERATOR_TOKEN: token } = settings
  if (file === undefined || !url || !token)
    throw new Error('Expected a log file as the argument, and the settings ISOCHRONE_URL and OPERATOR_TOKEN.')
  const records = lostRecords(await readFile(file, 'utf8'))
  const sums = { added: 0, tooOld: 0 }
  for (let at = 0; at < records.length; at += batchSize) {
    const { added, tooOld } = await send(records.slice(at, at + batchSize), { url, token })
    sums.added += added
    sums.tooOld += tooOld
  }
  const old = sums.tooOld > 0 ? ` ${sums.tooOld} are too old to tell whether they were.` : ''
  print(`${records.length} records in the log, ${sums.added} of them added.${old}`)
  return true
}

type Deployment = { readonly url: string; readonly token: string }

async function send(records: readonly UsageRecord[], { url, token }: Deployment) {
  const response = await fetch(`${url}/api/admin/usage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ records }),
  })
  const text = await response.text()
  const parsed = outcome.safeParse(parseJson(text))
  if (response.ok && parsed.success) return parsed.data
  const said = text.slice(0, 200).replaceAll(/\s+/g, ' ')
  throw new Error(`${response.status}: ${said} It is safe to send it all again.`)
}
