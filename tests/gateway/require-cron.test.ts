import { describe, expect, it } from 'vitest'
import { requireCron } from '@/lib/gateway/require-cron'
import { buildDependencies } from '../support/build-dependencies'

const both = { CRON_SECRET: 'CANARY-secret-of-the-cron', OPERATOR_TOKEN: 'CANARY-token-of-the-operator' }

function ask(token: string | undefined, variables: Readonly<Record<string, string>> = both) {
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` })
  return requireCron(headers, buildDependencies({ variables }).dependencies)
}

describe('a cron', () => {
  it.each(Object.values(both))('is run by who shows %s', async token => {
    await expect(ask(token)).resolves.toBeUndefined()
  })

  it.each([undefined, '', 'wrong', `${both.CRON_SECRET}x`, both.CRON_SECRET.slice(1)])(
    'is refused to who shows %j',
    async token => {
      await expect(ask(token)).rejects.toMatchObject({ code: 'invalid_api_key', status: 401 })
    },
  )

  it.each(['undefined', '', both.CRON_SECRET, both.OPERATOR_TOKEN])(
    'is refused to everybody where no secret is set: %j',
    async token => {
      const error: unknown = await ask(token, {}).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ status: 401 })
      expect(String(error)).not.toContain('CANARY')
    },
  )
})
