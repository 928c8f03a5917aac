import { expect, it } from 'vitest'
import { withoutCalls } from '@/lib/gateway/without-calls'
import { buildDependencies } from '../support/build-dependencies'

const stretch = { from: 0, to: 1 }

it('without Redis a route that serves no calls says that it knows of none, and not that there were none', async () => {
  const { dependencies } = buildDependencies({ admission: 'none' })
  const { usage } = withoutCalls(dependencies)
  await expect(usage.read('model', stretch)).rejects.toMatchObject({ code: 'configuration_error' })
  await expect(usage.seen(['cache/HIT'], { step: 'minute', count: 1, to: 1 })).rejects.toThrow(
    '/api/admin/costs',
  )
})

it('with Redis it knows what all know', async () => {
  const { dependencies } = buildDependencies()
  expect(withoutCalls(dependencies)).toBe(dependencies)
})
