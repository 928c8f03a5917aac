import { expect, it } from 'vitest'
import { createEdgeMemory } from '@/lib/gateway/edge-memory'
import { learnFromTry } from '@/lib/gateway/learn-from-try'
import { tellOfAccount } from '@/lib/gateway/tell-of-account'
import { buildAttempt, buildFailedAttempt, rateLimited } from '../support/build-attempt'
import { buildEndpoint } from '../support/build-endpoint'
import { start } from '../support/fake-effects'

function build() {
  const memory = createEdgeMemory(new Map())
  const logged: unknown[] = []
  const endpoint = buildEndpoint({ id: 'sin' })
  return {
    logged,
    try(record: ReturnType<typeof buildAttempt>, now = start) {
      tellOfAccount(record, { endpoint, memory, now, writeLog: (level, line) => logged.push([level, line]) })
      learnFromTry(memory, record, { key: 'sin|*', now, dice: 0.5, isSuspect: false })
    },
  }
}

const refused = buildFailedAttempt('sin', { code: 'upstream_auth', coolDownSeconds: 300, isAccount: true })
const line = { endpoint: 'sin', apiKeyEnv: 'UPSTREAM_KEY_SIN', label: refused.label }

it('a refused key is told of once, and again where it is refused after the pause', () => {
  const { logged, try: tried } = build()
  for (let call = 0; call < 3; call++) tried(refused)
  expect(logged).toEqual([['warn', { event: 'key-refused', ...line }]])
  tried(refused, start + 301_000)
  expect(logged).toHaveLength(2)
})

it('an account that is spent is told of as that', () => {
  const { logged, try: tried } = build()
  tried(buildFailedAttempt('sin', { ...rateLimited(600), isAccount: true, isSpent: true }))
  expect(logged).toMatchObject([['warn', { event: 'account-spent', endpoint: 'sin' }]])
})

it('what says nothing of the account is not told of', () => {
  const { logged, try: tried } = build()
  tried(buildAttempt('sin'))
  tried(buildFailedAttempt('sin', rateLimited(7)))
  expect(logged).toEqual([])
})
