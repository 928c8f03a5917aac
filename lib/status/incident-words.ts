import type { Incident } from '@/lib/status/incident'

/** What happened, in words: nothing in them is an endpoint's own. */
export type IncidentWords = { readonly title: string; readonly body: string }

// A title of more names is read by nobody.
const mostNamed = 5

/** Says what an incident is, for those who look on. */
export function incidentWords({ endpoint, kind, models, edges, isStale }: Incident): IncidentWords {
  const what = kind === 'unreachable' ? 'not reachable' : 'failing calls'
  const of = models.length === 0 ? '' : ` for ${listed(models)}`
  return {
    title: `${endpoint}: ${what}${of}`,
    body: [
      `Seen from the ${edges.length === 1 ? 'edge' : 'edges'} ${listed(edges)}.`,
      'Calls go to other endpoints meanwhile, where there are any.',
      ...(isStale ? ['Nobody saw it end: this is when it was last seen.'] : []),
    ].join(' '),
  }
}

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : names.join(', ')
}
