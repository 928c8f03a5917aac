import { expect, it } from 'vitest'
import { createKnownCredentials } from '@/lib/gateway/known-credentials'

it('an isolate remembers some thousand credentials of each kind, and forgets the oldest', () => {
  const known = createKnownCredentials()
  const record = { name: 'app', plan: 'pro', id: 'a', digest: 'b', createdAt: 'c' }
  const token = { jti: 'a', subject: 'b', plan: 'pro', expiresAt: 1 }
  for (let at = 0; at < 6000; at++) {
    known.records.set(`${at}`, 'text')
    known.parsed.set(`${at}`, record)
    known.digests.set(`${at}`, 'digest')
    known.tokens.set(`${at}`, token)
    known.revoked.set(`${at}`, true)
    known.confirmedAt.set(`${at}`, at)
  }
  for (const map of Object.values(known)) {
    expect(map.get('0')).toBeUndefined()
    expect(map.get('5999')).toBeDefined()
  }
})
