import type { Incident } from '@/lib/status/incident'
import type { Opening } from '@/lib/status/opening'

/** What begins again so soon has not been over. */
export const calmMs = 5 * 60_000

/** As long as a circuit stays open at most, and then some: of what nobody has told for so long nobody knows that it goes on. */
export const silentMs = 10 * 60_000

// Nobody reads more.
const mostIncidents = 500

/** The incidents that openings make, the newest first: those of an endpoint that meet, or lie five minutes apart, are one. */
export function mergeOpenings(openings: readonly Opening[], now: number): readonly Incident[] {
  const sorted = [...openings].sort((one, other) => one.startedAt - other.startedAt)
  const groups: Group[] = []
  const latest = new Map<string, Group>()
  for (const opening of sorted) {
    const known = latest.get(opening.endpoint)
    const until = endOf(opening, now)
    if (known !== undefined && opening.startedAt - known.until <= calmMs) {
      known.openings.push(opening)
      known.until = Math.max(known.until, until)
    } else {
      const group = { openings: [opening], until }
      groups.push(group)
      latest.set(opening.endpoint, group)
    }
  }
  return groups
    .map(toIncident)
    .sort((one, other) => other.startedAt - one.startedAt || (one.id < other.id ? -1 : 1))
    .slice(0, mostIncidents)
}

type Group = { readonly openings: Opening[]; until: number }

function endOf({ saidAt, endedAt }: Opening, now: number): number {
  if (endedAt !== undefined) return endedAt
  return now - saidAt > silentMs ? saidAt : Number.POSITIVE_INFINITY
}

function toIncident({ openings, until }: Group): Incident {
  const endpoint = openings[0]?.endpoint ?? ''
  const startedAt = Math.min(...openings.map(each => each.startedAt))
  const isOver = Number.isFinite(until)
  const models = openings.map(({ model }) => model)
  const isOfSome = models.every(model => model !== undefined && model !== '*')
  return {
    id: `${endpoint}-${startedAt}`,
    endpoint,
    kind: models.includes(undefined) ? 'unreachable' : 'circuit-open',
    models: isOfSome ? namesOf(models) : [],
    edges: namesOf(openings.map(({ edge }) => edge)),
    startedAt,
    endedAt: isOver ? until : null,
    isStale: isOver && !openings.some(({ endedAt }) => endedAt === until),
  }
}

function namesOf(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.flatMap(name => name ?? []))].sort()
}
