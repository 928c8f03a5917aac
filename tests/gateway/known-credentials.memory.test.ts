import { expect, it } from 'vitest'
import { parseApiKey } from '@/lib/access/api-key'
import { countCall } from '@/lib/gateway/count-call'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { identifyKey } from '@/lib/gateway/identify-key'
import { createKnownCredentials } from '@/lib/gateway/known-credentials'
import { uncharged } from '../support/build-ask'
import { buildPlan } from '../support/build-plan'
import { buildShared } from '../support/shared-store'
import { keyId, keyText, storedKey } from '../support/stored-key'

function identify(text: string, dependencies: Dependencies) {
  const key = parseApiKey(text)
  if (key === undefined) throw new Error('It is no key.')
  return identifyKey(key, dependencies)
}

it('of ten thousand credentials of each kind the five thousand latest are remembered', () => {
  const known = createKnownCredentials()
  const record = { name: 'app', plan: 'pro', id: 'a', digest: 'b', createdAt: 'c' }
  const token = { jti: 'a', subject: 'b', plan: 'pro', expiresAt: 1 }
  const ids = Array.from({ length: 10_000 }, (_, at) => `id-${at}`)
  for (const id of ids) {
    known.records.set(id, 'text')
    known.parsed.set(id, record)
    known.digests.set(id, 'digest')
    known.tokens.set(id, token)
    known.revoked.set(id, true)
    known.confirmedAt.set(id, 1)
  }
  for (const map of Object.values(known))
    expect(ids.filter(id => map.get(id) !== undefined)).toEqual(ids.slice(-5000))
})

it('whoever tries thousands of keys that nobody has pushes no known key out of the memory', async () => {
  const { dependencies, shared } = buildShared()
  shared.records.set(keyId, await storedKey())
  const identity = await identify(keyText, dependencies)
  if (identity === undefined || identity === 'over') throw new Error('It is not known.')
  for (let guess = 0; guess < 6000; guess++)
    await identify(`iso_${String(guess).padStart(12, 'Z')}_${'x'.repeat(40)}`, dependencies)
  shared.isLost = true
  const counted = await countCall(
    { identity, plan: buildPlan({}), edge: 'sin1', slot: 'a', tokens: 0, ...uncharged },
    dependencies,
  )
  expect(counted).toMatchObject({ counter: 'allowance', verdict: { kind: 'admitted' } })
})
