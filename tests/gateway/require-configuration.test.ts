import { expect, it } from 'vitest'
import { parseEnvironment } from '@/lib/gateway/environment'
import { requireConfiguration } from '@/lib/gateway/require-configuration'

it('settings that can be read pass', () => {
  expect(() => requireConfiguration(parseEnvironment({ AUTH: 'open' }))).not.toThrow()
})

it('each setting that cannot is named, its value is not, and no retry can help', () => {
  const environment = parseEnvironment({ AUTH: 'CANARY', EDGE_REGION: 'CANARY' })
  expect(() => requireConfiguration(environment)).toThrow(
    expect.objectContaining({
      code: 'configuration_error',
      status: 503,
      details: { definitive: true },
      message: expect.stringMatching(/^(?!.*CANARY).*AUTH.*EDGE_REGION/),
    }),
  )
})
