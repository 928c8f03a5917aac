import { expect, it } from 'vitest'
import { admitted, cachedModels, cacheOf } from '../support/cached-call'
import { buildShared } from '../support/shared-store'

/** A gateway whose shared store tells how often the answers of a caller were thrown away. */
function build() {
  const { dependencies, shared } = buildShared({
    models: cachedModels,
    plans: { anonymous: { requestsPerMinute: 100, whenUncounted: 'allowance' } },
  })
  const told = { epoch: 0 }
  const admission = {
    ...shared,
    admit: async (ask: Parameters<typeof shared.admit>[0]) => {
      const answer = await shared.admit(ask)
      return answer.kind === 'admitted' ? { ...answer, ...told } : answer
    },
  }
  const admit = () => admitted({ ...dependencies, admission })
  return { admit, shared, told }
}

it('object storage is asked for a call’s answer where the store was lost, once it is known what was thrown away', async () => {
  const { admit, shared, told } = build()
  told.epoch = 3
  const { key } = cacheOf(await admit())
  shared.isLost = true
  expect(cacheOf(await admit())).toMatchObject({ key, found: undefined, isUnread: true })
})

it('object storage is not asked while the store answers, nor where nobody knows what was thrown away', async () => {
  const { admit } = build()
  expect(cacheOf(await admit()).isUnread).toBe(false)
  const { admit: admitCold, shared } = build()
  shared.isLost = true
  expect(cacheOf(await admitCold()).isUnread).toBe(false)
})
