/** @jsxImportSource preact */
import { countryNames } from '@/app/_status/country-names'
import type { ViewerCandidate, ViewerRoute } from '@/lib/gateway/explain-to-viewer'
import type { PageView } from '@/lib/gateway/page-view'

type Props = { readonly route: ViewerRoute; readonly view: PageView }

/** «Where would I go?»: asked by a form, answered candidate by candidate. */
export function RouteQuestion({ route, view }: Props) {
  return (
    <section id="where" aria-labelledby="where-title">
      <h2 id="where-title">Where would I go?</h2>
      <Question route={route} view={view} />
      <Answer route={route} />
    </section>
  )
}

function Question({ route: { models, model = '' }, view }: Props) {
  return (
    <form action="/#where" className="question">
      <p>
        <label for="from">From</label>
        <select id="from" name="country">
          <option value="">my own country</option>
          {countryNames.map(([code, name]) => (
            <option key={code} value={code} selected={code === view.country}>
              {name}
            </option>
          ))}
        </select>
      </p>
      <p>
        <label for="model">for the model</label>
        <input
          id="model"
          name="model"
          list="models"
          value={model}
          placeholder="any"
          maxLength={100}
          autocomplete="off"
        />
      </p>
      <datalist id="models">
        {models.map(each => (
          <option key={each} value={each} />
        ))}
      </datalist>
      {(['percentile', 'window', 'edge', 'endpoint'] as const).map(name => {
        const value = view[name]
        return value !== undefined && <input key={name} type="hidden" name={name} value={value} />
      })}
      <button type="submit">Show</button>
      <button type="button" id="position" hidden>
        From my position
      </button>
      <span id="position-told" aria-live="polite" className="note" />
    </form>
  )
}

function Answer({ route }: { readonly route: ViewerRoute }) {
  const { country } = route
  return (
    <div id="where-answer" data-live>
      <p>{sentenceOf(route, country === undefined ? 'an unknown country' : nameOf(country))}</p>
      {route.candidates.length > 1 && (
        <>
          <p>Should it fail, these are asked in their order:</p>
          <ol className="candidates">
            {route.candidates.slice(1).map(candidate => (
              <li key={candidate.endpoint}>
                <strong>{candidate.endpoint}</strong> in {candidate.region}, {candidate.zone}:{' '}
                {reasonsOf(candidate)}.
              </li>
            ))}
          </ol>
        </>
      )}
      {route.excluded.length > 0 && (
        <>
          <p>Not asked:</p>
          <ul className="candidates">
            {route.excluded.map(({ endpoint, reason }) => (
              <li key={endpoint}>
                <strong>{endpoint}</strong>: {exclusions[reason]}.
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

const names = new Map(countryNames)
const nameOf = (country: string) => names.get(country) ?? country

function sentenceOf({ candidates, model, edge, residency, isAtPosition }: ViewerRoute, from: string): string {
  const call = model === undefined ? 'A call' : `A call for ${model}`
  const where = `from ${from}${isAtPosition ? ', at your position,' : ''} that arrives at the edge ${edge}`
  const kept = residency === undefined ? '' : ` It may not leave ${residency.join(', ')}.`
  const [first] = candidates
  if (first === undefined) return `${call} ${where} could go nowhere now.${kept}`
  return `${call} ${where} goes to ${first.endpoint} in ${first.region}, ${first.zone}: ${reasonsOf(first)}.${kept}`
}

const reasons: Readonly<Record<ViewerCandidate['reason'], string>> = {
  listed: 'the region map names it for this country',
  nearest: 'by distance',
  default: 'the region map names it for all countries',
  fastest: 'measured as quicker than those the region map would have first',
  affinity: 'where the conversation is',
  pinned: 'asked for by name',
  panic: 'its circuit is open, but nothing else is left',
}

function reasonsOf({ reason, expectedMs, distanceKm }: ViewerCandidate): string {
  const wait = expectedMs === undefined ? '' : `, ${expectedMs} ms expected`
  const way = distanceKm === undefined ? '' : `, ${distanceKm.toLocaleString('en')} km away`
  return `${reasons[reason]}${wait}${way}`
}

const exclusions: Readonly<Record<ViewerRoute['excluded'][number]['reason'], string>> = {
  'outside-residency': 'outside the zones that the country allows',
  'outside-plan': 'outside the zones that the plan allows',
  'model-not-served': 'it does not serve this model',
  disabled: 'switched off by the operator',
  draining: 'being emptied by the operator',
  'no-upstream-key': 'this deployment holds no key for it',
  'egress-refused': 'it refuses calls from this edge',
  'cooling-down': 'it asked to be left alone for a while',
  'circuit-open': 'it failed too often just now',
}
