import type { Dependencies } from '@/lib/gateway/dependencies'
import type { EdgeMemory } from '@/lib/gateway/edge-memory'
import { countBudgetCall, hasBudget, retryCost, spendBudget } from '@/lib/health/retry-budget'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import type { Failure } from '@/lib/upstream/failure'

/** What one call may spend of its edge's budget for failing over. */
export type Retries = {
  readonly mayFailOver: (failure: Failure) => boolean
  readonly onAttempt: (record: AttemptRecord) => void
}

/** Counts a call, and has it take each further try from the budget; a try that succeeds is given back. */
export function spendRetries(edge: string, { health, effects }: Dependencies): Retries {
  const memory = health.of(edge)
  const { retries } = memory.notes
  memory.budget = countBudgetCall(memory.budget, effects.now())
  retries.calls += 1
  let taken = 0
  return {
    mayFailOver({ isUnprocessed, isUnsent }) {
      // What nobody was asked, is not asked again.
      if (isUnsent) return true
      const now = effects.now()
      const cost = retryCost(isUnprocessed)
      if (!hasBudget(memory.budget, cost, now) || !isAllowedTogether(memory, now)) return false
      memory.budget = spendBudget(memory.budget, cost, now)
      taken = cost
      return true
    },
    onAttempt({ outcome }) {
      if (taken === 0) return
      if (outcome === 'failed') retries.failed += 1
      else memory.budget = spendBudget(memory.budget, -taken, effects.now())
      taken = 0
    },
  }
}

// Instances with little traffic each have room in their own budget, and together would have too much.
const mostFailedTogether = 0.2
const fewestTogether = 50
const sharedForMs = 60_000
const anywayEveryMs = 10_000

function isAllowedTogether(memory: EdgeMemory, now: number): boolean {
  const { retriesTogether, triedAnywayAt } = memory
  // What lies ahead is of a clock that has been set back since.
  if (retriesTogether === undefined || Math.abs(now - retriesTogether.at) > sharedForMs) return true
  const all = retriesTogether.succeeded + retriesTogether.failed
  if (all < fewestTogether || retriesTogether.failed <= all * mostFailedTogether) return true
  if (Math.abs(now - triedAnywayAt) < anywayEveryMs) return false
  memory.triedAnywayAt = now
  return true
}
