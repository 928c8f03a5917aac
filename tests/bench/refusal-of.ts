import type { BenchCall } from './bench-call'
import type { Condition, Refusal } from './condition'
import { createRandom } from './random'
import { seedOf } from './seed-of'

type Asked = { readonly endpoint: string; readonly condition: Condition }

/** With what an endpoint refuses a call; the dice are this call's at this endpoint, whichever policy sends it there. */
export function refusalOf(call: BenchCall, { endpoint, condition }: Asked): Refusal | undefined {
  const random = createRandom(seedOf(`${call.seed} ${endpoint}`))
  if (random() >= condition.refusedShare) return undefined
  return condition.refusals[Math.floor(random() * condition.refusals.length)]
}
