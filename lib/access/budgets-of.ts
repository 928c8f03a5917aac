import type { Identity } from '@/lib/access/identity'
import type { Budget } from '@/lib/access/limits'
import type { Plan } from '@/lib/access/plan'

type Asked = {
  readonly plan: Plan
  readonly identity: Identity
  /** A digest of the session's id, where the caller sent one. */
  readonly session: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

const daySeconds = 24 * 60 * 60

// A little longer than the period itself, for calls that end in the next one.
const lifetimes = { day: 2 * daySeconds, month: 33 * daySeconds, session: daySeconds }

/**
 * The budgets that a call is charged to: the plan's for its caller by day, month and session, and those of the credential
 * itself. Days and months are those of UTC.
 */
export function budgetsOf({ plan, identity, session, now }: Asked): readonly Budget[] {
  const date = new Date(now).toISOString()
  const day = date.slice(0, 'yyyy-mm-dd'.length)
  const month = date.slice(0, 'yyyy-mm'.length)
  const { caller, proof } = identity
  const own = proof.kind === 'key' ? `credential-${proof.id}` : undefined
  return [
    ...budget(plan.budgetUsdPerDay, { name: `${caller}:${day}`, seconds: lifetimes.day }),
    ...budget(plan.budgetUsdPerMonth, { name: `${caller}:${month}`, seconds: lifetimes.month }),
    ...(session === undefined
      ? []
      : budget(plan.budgetUsdPerSession, { name: `${caller}:${session}`, seconds: lifetimes.session })),
    ...(own === undefined
      ? []
      : [
          ...budget(identity.budgetUsdPerDay, { name: `${own}:${day}`, seconds: lifetimes.day }),
          ...budget(identity.budgetUsdPerMonth, { name: `${own}:${month}`, seconds: lifetimes.month }),
        ]),
  ]
}

function budget(usd: number | undefined, kept: Omit<Budget, 'limit'>): readonly Budget[] {
  return usd === undefined ? [] : [{ ...kept, limit: Math.round(usd * 1e9) }]
}
