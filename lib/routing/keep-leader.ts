import { isClearlyBetter } from '@/lib/routing/is-clearly-better'
import type { Scored } from '@/lib/routing/rank-candidates'
import { toFront } from '@/lib/routing/to-front'

/** Which endpoint leads for calls of one kind, and how long a rival has been doing better. */
export type Leader = {
  readonly endpoint: string
  /** Whether it was chosen by measurements. */
  readonly isMeasured: boolean
  /** How many evaluations running, one a second, a rival has won. */
  readonly wins: number
  readonly evaluatedAt: number
  /** When it was last among the candidates. */
  readonly seenAt: number
}

const winsToLead = 3
const evaluationMs = 1000

// Where calls of a kind are rare, a rival that wins at two of them has won in the seconds between as well.
const stretchMs = 30_000

// One that is left alone for a while leads again when it is back; one that is gone for longer does not.
const missedMs = 60_000

// Round trips of the same way differ by as much from one probe to the next.
const sameMs = 10

/**
 * Keeps the endpoint that leads in front until a rival has won three evaluations running, one a second. A rival
 * behind it in the prior order wins by being clearly better; one before it, as the operator prefers that, by being as good.
 * Takes ranked candidates; while the leader is not among them, the first of them stands in.
 */
export function keepLeader(
  ranked: readonly Scored[],
  { leader, now }: { readonly leader: Leader | undefined; readonly now: number },
): { readonly ranked: readonly Scored[]; readonly leader: Leader | undefined } {
  const [first] = ranked
  if (first === undefined || leader === undefined)
    return { ranked, leader: first ? leading(first, now) : leader }
  const current = ranked.find(({ endpoint }) => endpoint.id === leader.endpoint)
  if (current === undefined && Math.abs(now - leader.seenAt) < missedMs) return { ranked, leader }
  // What was chosen without measurements is chosen anew once there are some.
  if (current === undefined || !leader.isMeasured) return { ranked, leader: leading(first, now) }
  const kept = toFront(ranked, current)
  const rival = strongestRival(ranked, current)
  const seen = { ...leader, seenAt: now }
  if (rival === undefined) return { ranked: kept, leader: { ...seen, wins: 0 } }
  // Whichever way the clock has gone.
  const sinceMs = Math.abs(now - leader.evaluatedAt)
  if (sinceMs < evaluationMs) return { ranked: kept, leader: seen }
  const wins =
    leader.wins + (leader.wins === 0 || sinceMs > stretchMs ? 1 : Math.floor(sinceMs / evaluationMs))
  return wins < winsToLead
    ? { ranked: kept, leader: { ...seen, wins, evaluatedAt: now } }
    : { ranked: toFront(ranked, rival), leader: leading(rival, now) }
}

function leading({ endpoint, isMeasured }: Scored, now: number): Leader {
  return { endpoint: endpoint.id, isMeasured, wins: 0, evaluatedAt: now, seenAt: now }
}

function strongestRival(ranked: readonly Scored[], current: Scored): Scored | undefined {
  return ranked
    .filter(each => each !== current && wins(each, current))
    .reduce<Scored | undefined>(
      (best, each) => (best === undefined || wins(each, best) ? each : best),
      undefined,
    )
}

function wins(rival: Scored, over: Scored): boolean {
  return rival.place < over.place ? rival.excess <= over.excess + sameMs : isClearlyBetter(rival.excess, over)
}
