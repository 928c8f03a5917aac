import type { Scored } from '@/lib/routing/rank-candidates'
import { winsOver } from '@/lib/routing/wins-over'

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

/**
 * Keeps the endpoint that leads in front until a rival has won three evaluations running, one a second. Takes ranked
 * candidates; while the leader is not among them, the first of them stands in.
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
  const kept = inFront(ranked, current)
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
    : { ranked: inFront(ranked, rival), leader: leading(rival, now) }
}

// Who stands before one that the prior order prefers does so by what was measured.
function inFront(ranked: readonly Scored[], one: Scored): readonly Scored[] {
  const others = ranked.filter(each => each !== one)
  const isChosen = one.isMeasured && others.some(({ place }) => place < one.place)
  return [isChosen ? { ...one, reason: 'fastest' } : one, ...others]
}

function leading({ endpoint, isMeasured }: Scored, now: number): Leader {
  return { endpoint: endpoint.id, isMeasured, wins: 0, evaluatedAt: now, seenAt: now }
}

function strongestRival(ranked: readonly Scored[], current: Scored): Scored | undefined {
  return ranked
    .filter(each => each !== current && winsOver(each, current))
    .reduce<Scored | undefined>(
      (best, each) => (best === undefined || winsOver(each, best) ? each : best),
      undefined,
    )
}
