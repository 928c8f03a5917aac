import { isSamePlace } from '@/lib/routing/part-spares'
import type { Candidate, Scored } from '@/lib/routing/rank-candidates'
import { roll } from '@/lib/routing/roll'

type Choice = {
  /** Something that a conversation's calls have in common; undefined where nothing is gained by keeping them together. */
  readonly conversation: () => string | undefined
  /** A number that differs from call to call, 0 up to 1. */
  readonly dice: number
}

/**
 * Shares calls between the endpoints of one place that are otherwise equal, by their weights; one of weight 0 gets none
 * while another can take it. A conversation stays with one of them, where its prompt is cached, whoever else comes and
 * goes. Weighted rendezvous hashing: https://en.wikipedia.org/wiki/Rendezvous_hashing#Weighted_rendezvous_hash
 */
export function shareEquals(ordered: readonly Scored[], { conversation, dice }: Choice): readonly Scored[] {
  const [first] = ordered
  if (first === undefined) return ordered
  const equals = ordered.filter(each => isEqual(each, first))
  if (equals.length === 1 || isOrdered(equals)) return ordered
  const kept = conversation()
  const seed = kept ?? String(dice)
  const drawn = equals
    .map(candidate => ({ candidate, draw: draw(candidate, seed) }))
    .sort((one, other) => (one.draw < other.draw ? -1 : 1))
    .map(({ candidate }) => (kept === undefined ? candidate : withAffinity(candidate)))
  return [...drawn, ...ordered.filter(each => !equals.includes(each))]
}

const sameMs = 30

// A list says which comes first, and nobody has said anything of shares.
function isOrdered(equals: readonly Scored[]): boolean {
  return equals.every(({ endpoint, prior }) => endpoint.weight === undefined && prior !== 'nearest')
}

// Endpoints in different places are in an order, by the operator's list or by distance, even where they are equally fast.
function isEqual(one: Scored, first: Scored): boolean {
  if (!isSamePlace(one.endpoint, first.endpoint)) return false
  // Weight 0 is for when the others of its place are gone, however fast it is.
  const isSpare = one.endpoint.weight === 0 && first.endpoint.weight !== 0
  return isSpare || Math.abs(one.excess - first.excess) < sameMs
}

// The smallest draw wins with a likelihood in proportion to the weight.
function draw({ endpoint }: Candidate, seed: string): number {
  if (endpoint.weight === 0) return Number.POSITIVE_INFINITY
  return -Math.log(1 - roll(`${seed}/${endpoint.id}`)) / (endpoint.weight ?? 1)
}

function withAffinity(candidate: Scored): Scored {
  return { ...candidate, reason: 'affinity' }
}
