import { isClearlyBetter } from '@/lib/routing/is-clearly-better'
import type { Scored } from '@/lib/routing/rank-candidates'

// Round trips of the same way differ by as much from one probe to the next.
const sameMs = 10

/**
 * Whether a rival does better than who leads: one behind it in the prior order by being clearly better; one before it, as the
 * operator prefers that, by being as good.
 */
export function winsOver(rival: Pick<Scored, 'place' | 'excess'>, leader: Scored): boolean {
  return rival.place < leader.place
    ? rival.excess <= leader.excess + sameMs
    : isClearlyBetter(rival.excess, leader)
}
