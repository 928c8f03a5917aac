import { expect, it } from 'vitest'
import { createKeyWarnings } from '@/lib/gateway/create-key-warnings'
import { buildEndpoint } from '../support/build-endpoint'
import { buildRegionMap } from '../support/build-region-map'

it('endpoints whose key is not set are told of once, and again when others lack theirs', () => {
  const logged: unknown[] = []
  const keys = new Map([['KEY_FRA', 'secret']])
  const warn = createKeyWarnings({
    keyOf: ({ apiKeyEnv = '' }) => keys.get(apiKeyEnv),
    writeLog: (level, line) => logged.push([level, line]),
  })
  const map = buildRegionMap(
    ['SIN', 'FRA', 'IAD'].map(name =>
      buildEndpoint({ id: name.toLowerCase(), auth: 'bearer', apiKeyEnv: `KEY_${name}` }),
    ),
  )
  warn(map)
  warn(map)
  expect(logged).toEqual([
    ['warn', { event: 'endpoints-without-key', keys: ['sin: KEY_SIN', 'iad: KEY_IAD'] }],
  ])
  keys.set('KEY_SIN', 'secret')
  warn(map)
  expect(logged).toHaveLength(2)
  keys.set('KEY_IAD', 'secret')
  warn(map)
  expect(logged).toHaveLength(2)
})
