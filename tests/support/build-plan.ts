import type { Plan } from '@/lib/access/plan'

/** A plan that limits nothing but what the test says. */
export function buildPlan(overrides: Partial<Plan> = {}): Plan {
  return {
    name: 'pro',
    requestsPerMinute: undefined,
    tokensPerMinute: undefined,
    concurrency: undefined,
    maxTokensPerRequest: undefined,
    models: undefined,
    zones: undefined,
    whenUncounted: 'allowance',
    localAllowance: false,
    priority: 'interactive',
    hedge: false,
    budgetUsdPerDay: undefined,
    budgetUsdPerMonth: undefined,
    budgetUsdPerSession: undefined,
    overflow: 'refuse',
    autoPriority: undefined,
    alertUsdPerCall: undefined,
    cache: 'deterministic',
    cacheScope: 'caller',
    ...overrides,
  }
}
