/** @jsxImportSource preact */
import { type PageView, pageAddress } from '@/lib/gateway/page-view'
import type { EndpointStatus, Status } from '@/lib/gateway/read-status'

/** What of the map is picked: nothing, an endpoint or an edge. */
export type Picked = {
  readonly endpoint: EndpointStatus | undefined
  readonly edge: string | undefined
  readonly countries: Status['countries']
  readonly matrix: Status['matrix']
}

/** What is picked, in words, and the way back to the whole. */
export function PickedNote({ picked, view }: { readonly picked: Picked; readonly view: PageView }) {
  const words = wordsFor(picked)
  if (words === undefined) return null
  return (
    <p className="picked">
      {words} <a href={`${pageAddress(view, { endpoint: undefined, edge: undefined })}#map`}>Show all</a>
    </p>
  )
}

function wordsFor({ endpoint, edge, countries, matrix }: Picked): string | undefined {
  if (endpoint !== undefined) {
    const served = countries.filter(each => each.endpoint === endpoint.id)
    const measured = served.filter(({ how }) => how === 'measured').length
    return `In colour: the ${served.length} countries that ${endpoint.id} serves now, ${measured} of them measured in the last hour.`
  }
  const cells = matrix.filter(each => each.edge === edge)
  if (edge === undefined || cells.length === 0) return undefined
  const seen = cells.map(({ endpoint: id, p50 }) => `${id} ${p50 === null ? 'not reached' : `${p50} ms`}`)
  return `Seen from the edge ${edge}: ${seen.join(', ')}.`
}
