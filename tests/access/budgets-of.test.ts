import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { budgetsOf } from '@/lib/access/budgets-of'
import type { Identity } from '@/lib/access/identity'
import type { Plan } from '@/lib/access/plan'
import { buildPlan } from '../support/build-plan'

const now = Date.UTC(2026, 10, 2, 12)
const byKey: Identity = {
  proof: { kind: 'key', id: 'AAAAAAAAAAAA', record: '{}' },
  caller: 'tenant-acme',
  plan: 'pro',
  models: undefined,
  zones: undefined,
}

type Asked = Partial<Omit<Parameters<typeof budgetsOf>[0], 'plan' | 'identity'>> & {
  readonly plan?: Partial<Plan>
  readonly identity?: Partial<Identity>
}

const budgets = ({ plan, identity, ...asked }: Asked = {}) =>
  budgetsOf({
    session: undefined,
    now,
    ...asked,
    plan: buildPlan(plan),
    identity: { ...byKey, ...identity },
  })
const namesOf = (asked: Asked) => budgets(asked).map(({ name }) => name)

describe('a call is charged to', () => {
  it('no budget where there is none', () => {
    expect(budgets()).toEqual([])
  })

  it('its caller’s day, month and session, in whole nano-dollars', () => {
    const plan = { budgetUsdPerDay: 1, budgetUsdPerMonth: 0.1 + 0.2, budgetUsdPerSession: 0.000000001 }
    expect(budgets({ plan, session: 'digest' })).toEqual([
      { name: 'tenant-acme:2026-11-02', limit: 1_000_000_000, seconds: 172_800 },
      { name: 'tenant-acme:2026-11', limit: 300_000_000, seconds: 33 * 86_400 },
      { name: 'tenant-acme:digest', limit: 1, seconds: 86_400 },
    ])
  })

  it('no session where it names none', () => {
    expect(budgets({ plan: { budgetUsdPerSession: 1 } })).toEqual([])
  })

  it('what its own key may spend, beside what all keys of its tenant may', () => {
    const asked = { plan: { budgetUsdPerDay: 5 }, identity: { budgetUsdPerDay: 1, budgetUsdPerMonth: 2 } }
    expect(budgets(asked).map(({ name, limit }) => [name, limit / 1e9])).toEqual([
      ['tenant-acme:2026-11-02', 5],
      ['credential-AAAAAAAAAAAA:2026-11-02', 1],
      ['credential-AAAAAAAAAAAA:2026-11', 2],
    ])
  })

  it('nothing of a key where it comes without one', () => {
    const identity = { proof: { kind: 'token', jti: 'x' }, budgetUsdPerDay: 1 } as const
    expect(budgets({ identity })).toEqual([])
  })

  it('a budget of nothing', () => {
    expect(budgets({ plan: { budgetUsdPerDay: 0 } })).toMatchObject([{ limit: 0 }])
  })
})

describe('a day and a month', () => {
  const plan = { budgetUsdPerDay: 1, budgetUsdPerMonth: 1 }

  it.each([
    [Date.UTC(2026, 11, 31, 23, 59, 59, 999), ['2026-12-31', '2026-12']],
    [Date.UTC(2027, 0, 1), ['2027-01-01', '2027-01']],
    [Date.UTC(2028, 1, 29, 12), ['2028-02-29', '2028-02']],
  ])('are those of UTC: %d', (at, dates) => {
    expect(namesOf({ plan, now: at })).toEqual(dates.map(date => `tenant-acme:${date}`))
  })

  it('are remembered for longer than they last', () => {
    const [day, month] = budgets({ plan })
    expect(day?.seconds).toBeGreaterThan(86_400)
    expect(month?.seconds).toBeGreaterThan(31 * 86_400)
  })
})

it('two callers, sessions or days never share a budget', () => {
  const plan = { budgetUsdPerDay: 1, budgetUsdPerMonth: 1, budgetUsdPerSession: 1 }
  const question = fc.record({
    caller: fc.constantFrom('tenant-a', 'key-a', 'address-1', 'subject-a'),
    session: fc.constantFrom('aa', 'ab', 'ba'),
    day: fc.nat(60),
  })
  const ask = ({ caller, session, day }: { caller: string; session: string; day: number }) =>
    namesOf({ plan, session, identity: { caller }, now: now + day * 86_400_000 })
  fc.assert(
    fc.property(question, question, (one, other) => {
      const [day, , session] = ask(one)
      const [otherDay, , otherSession] = ask(other)
      expect(day === otherDay).toBe(one.caller === other.caller && one.day === other.day)
      expect(session === otherSession).toBe(one.caller === other.caller && one.session === other.session)
    }),
  )
})
