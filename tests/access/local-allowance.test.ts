import { describe, expect, it } from 'vitest'
import { createLocalAllowance, knownSeconds } from '@/lib/access/local-allowance'

const caller = 'key-AAAAAAAAAAAA'
const unlimited = { requestsPerMinute: undefined, tokensPerMinute: undefined, concurrency: undefined }
type Ask = Parameters<ReturnType<typeof createLocalAllowance>['take']>[0]

const wanted: Ask = {
  caller,
  limits: { ...unlimited, requestsPerMinute: 1000 },
  tokens: 0,
  budgets: [],
  nanoUsd: 0,
  now: 0,
}
const use = (used: number) => ({ used, resetSeconds: 61 })
const told = { fullest: 0.1, granted: 0.01, requests: use(100), tokens: use(2000), now: 0 }

function learned(changes: Partial<typeof told> = {}, measured: Partial<Ask> = {}) {
  const allowance = createLocalAllowance('instance-1')
  allowance.learn({ ...wanted, ...measured }, { ...told, ...changes })
  return allowance
}

describe('a call is let in before it is counted', () => {
  it('as long as no more than was granted is not counted yet', () => {
    const allowance = learned()
    const taken = Array.from({ length: 12 }, () => allowance.take(wanted))
    expect(taken.filter(each => each !== undefined)).toHaveLength(10)
    taken[0]?.counted()
    expect(allowance.take(wanted)).toBeDefined()
    expect(allowance.take(wanted)).toBeUndefined()
  })

  it('not where nothing was told of its caller', () => {
    expect(createLocalAllowance('instance-1').take(wanted)).toBeUndefined()
    expect(learned().take({ ...wanted, caller: 'key-BBBBBBBBBBBB' })).toBeUndefined()
  })

  it('not by what was told longer than ten seconds ago', () => {
    expect(learned().take({ ...wanted, now: knownSeconds * 1000 })).toBeDefined()
    expect(learned().take({ ...wanted, now: knownSeconds * 1000 + 1 })).toBeUndefined()
  })

  it('not where half of a limit is used', () => {
    expect(learned({ fullest: 0.499 }).take(wanted)).toBeDefined()
    expect(learned({ fullest: 0.4995 }).take(wanted)).toBeUndefined()
  })

  it.each([
    ['requests', { limits: { ...unlimited, requestsPerMinute: 99 } }],
    ['tokens', { limits: { ...unlimited, tokensPerMinute: 1000 }, tokens: 11 }],
    ['calls in flight', { limits: { ...unlimited, concurrency: 50 } }],
    ['a budget', { limits: unlimited, budgets: [{ name: 'day', limit: 1000, seconds: 1 }], nanoUsd: 11 }],
    ['a limit of nothing', { limits: { ...unlimited, requestsPerMinute: 0 } }],
  ])('not where it alone is more than was granted of %s', (_, changes) => {
    const ask = { ...wanted, ...changes }
    expect(learned({}, ask).take(ask)).toBeUndefined()
    expect(learned({ granted: 1, fullest: -1 }, ask).take(ask)).toBeDefined()
  })

  it.each([
    ['another limit', { limits: { ...unlimited, requestsPerMinute: 2000 } }],
    ['a limit that the other does not have', { limits: { ...wanted.limits, concurrency: 1000 } }],
    ['a budget of its own', { budgets: [{ name: 'credential-B:day', limit: 1e9, seconds: 1 }] }],
  ])('not by what was told of a call of the same caller that has %s', (_, changes) => {
    const allowance = learned({ granted: 1, fullest: 0 })
    expect(allowance.take({ ...wanted, ...changes })).toBeUndefined()
    allowance.learn({ ...wanted, ...changes }, { ...told, granted: 1, fullest: 0 })
    expect(allowance.take({ ...wanted, ...changes })).toBeDefined()
    expect(allowance.take(wanted)).toBeUndefined()
  })

  it('whatever its plan does not limit', () => {
    expect(
      learned({ granted: 0 }, { limits: unlimited }).take({ ...wanted, limits: unlimited, tokens: 1e9 }),
    ).toBeDefined()
  })

  it('not once its caller is to be asked about, and what is not counted stays known', () => {
    const allowance = learned()
    const taken = Array.from({ length: 9 }, () => allowance.take(wanted))
    allowance.forget(caller)
    expect(allowance.take(wanted)).toBeUndefined()
    allowance.learn(wanted, told)
    expect(allowance.take(wanted)).toBeDefined()
    expect(allowance.take(wanted)).toBeUndefined()
    for (const each of taken) each?.counted()
    expect(allowance.take(wanted)).toBeDefined()
  })
})

it('tells its caller what is used with the calls that are not counted yet', () => {
  const allowance = learned()
  allowance.take({ ...wanted, tokens: 30 })
  expect(allowance.take({ ...wanted, tokens: 12 })).toMatchObject({ requests: use(102), tokens: use(2042) })
})
