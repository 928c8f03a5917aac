import { expect, it } from 'vitest'
import { newKey } from '@/lib/access/new-key'

it('an operator names nothing that is ours to say', () => {
  expect(newKey.safeParse({ name: 'a', plan: 'pro' }).success).toBe(true)
  for (const more of [{ id: 'x' }, { digest: 'a'.repeat(64) }, { revokedAt: null }, { plans: 'pro' }])
    expect(newKey.safeParse({ name: 'a', plan: 'pro', ...more }).success).toBe(false)
})
