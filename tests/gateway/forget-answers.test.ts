import { describe, expect, it } from 'vitest'
import { buildOperator } from '../support/operator'

describe('the answers of a caller', () => {
  it.each(['tenant-acme', 'key-AAAAAAAAAAAA', 'subject-3f2a', 'plan-pro'])(
    'are thrown away for %s alone',
    async owner => {
      const { ask, shared } = buildOperator()
      const { status, json } = await ask(`DELETE /cache/${owner}`)
      expect([status, json]).toEqual([200, { owner }])
      expect([...shared.epochs]).toEqual([[owner, 1]])
    },
  )

  it('are thrown away as often as that is said', async () => {
    const { ask, shared } = buildOperator()
    await ask('DELETE /cache/tenant-acme')
    await ask('DELETE /cache/tenant-acme')
    expect(shared.epochs.get('tenant-acme')).toBe(2)
  })

  it.each(['acme', 'tenant-', 'tenant-a%2Fb', `tenant-${'x'.repeat(65)}`, 'address-203.0.113.7', ''])(
    'are not thrown away for what names no tenant, key, subject or plan: %j',
    async caller => {
      const { ask, shared } = buildOperator()
      expect((await ask(`DELETE /cache/${caller}`)).status).toBe(404)
      expect(shared.epochs.size).toBe(0)
    },
  )

  it('are not thrown away by others than the operator, or while the store is away', async () => {
    const { ask, shared } = buildOperator()
    expect((await ask('DELETE /cache/tenant-acme', { token: 'other' })).status).toBe(401)
    shared.isLost = true
    const { status, text } = await ask('DELETE /cache/tenant-acme')
    expect([status, text.includes('CANARY')]).toEqual([503, false])
    expect(shared.epochs.size).toBe(0)
  })

  it('cannot be thrown away where there is no store', async () => {
    const operator = buildOperator()
    operator.change({ keyStore: undefined })
    expect((await operator.ask('DELETE /cache/tenant-acme')).json.error.code).toBe('configuration_error')
  })
})
