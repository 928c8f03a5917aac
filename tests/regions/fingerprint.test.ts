import { expect, it } from 'vitest'
import { fingerprint } from '@/lib/regions/fingerprint'

it('equal texts have one fingerprint, and hardly any two others do', () => {
  expect(fingerprint('sin')).toBe(fingerprint('sin'))
  const found = new Set(Array.from({ length: 50_000 }, (_, at) => fingerprint(`text ${at}`)))
  expect(found.size).toBe(50_000)
  for (const each of found) expect(each).toMatch(/^[0-9a-f]{16}$/)
})
