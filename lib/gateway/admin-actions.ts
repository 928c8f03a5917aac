import { newKey } from '@/lib/access/new-key'
import { type CheckedMap, part } from '@/lib/gateway/admin-view'
import { judgeAgainstLive } from '@/lib/gateway/check-region-map'
import { type MadeKey, makeKey } from '@/lib/gateway/create-key'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'
import { describeFault } from '@/lib/openai/describe-fault'
import { changeGroups } from '@/lib/routing/change-groups'
import type { WrittenMap } from '@/lib/routing/written-map-warnings'

/** What the forms of the operator's page do, by the fields that they send. */
export const adminActions = { createKey, checkMap }

/** Makes a key; what a form leaves empty is not said. */
async function createKey(form: URLSearchParams, dependencies: Dependencies): Promise<MadeKey> {
  const said = (name: string) => form.get(name)?.trim() || undefined
  const budget = said('budgetUsdPerDay')
  const expires = said('expiresAt')
  const parsed = newKey.safeParse({
    name: said('name'),
    plan: said('plan'),
    tenant: said('tenant'),
    budgetUsdPerDay: budget === undefined ? undefined : Number(budget),
    expiresAt: expires === undefined ? undefined : `${expires}T00:00:00Z`,
  })
  if (parsed.success) return await makeKey(parsed.data, dependencies)
  const { path, message } = describeFault(parsed.error)
  throw new ApiError('invalid_request', message, { param: path })
}

/** Checks a map that was pasted. */
async function checkMap(form: URLSearchParams, dependencies: Dependencies): Promise<CheckedMap> {
  const asked = { text: form.get('map') ?? '', down: form.get('down')?.trim() ?? '' }
  const down = asked.down.split(/[\s,]+/).filter(id => id !== '')
  const result = await part(async () => {
    const { judgement } = await judgeAgainstLive(readWritten(asked.text), { down }, dependencies)
    return { ...judgement, groups: changeGroups(judgement.changes) }
  })
  return { ...asked, result }
}

function readWritten(text: string): WrittenMap {
  try {
    return { text, value: JSON.parse(text) }
  } catch (cause) {
    // Where it goes wrong is of use to who has pasted it, and nobody else sees it.
    const reason = cause instanceof Error ? cause.message.slice(0, 200) : ''
    throw new ApiError('invalid_json', `This is not valid JSON: ${reason}`, { cause })
  }
}
