/** @jsxImportSource preact */
import { Checked } from '@/app/admin/_page/checked'
import type { Console } from '@/lib/gateway/admin-view'
import { drawnCallers } from '@/lib/gateway/drawn-callers'

type Props = { readonly map: Console['map']; readonly check: Console['check'] | undefined }

/** The region map in force, and a place to try another. */
export function RegionMap({ map, check }: Props) {
  return (
    <section id="region-map" aria-labelledby="region-map-title">
      <h2 id="region-map-title">Region map</h2>
      {'problem' in map ? <p className="note">{map.problem}</p> : <Live map={map.value} />}
      {check !== undefined && <Checked check={check} />}
      <form className="check-map" method="post" action="/admin/region-map#checked">
        <label>
          Another map, to see what it would change. Nothing is changed here: what is good goes to the item
          “regions” of the Edge Config store.
          <textarea name="map" rows={16} spellcheck={false} defaultValue={check?.text ?? textOf(map)} />
        </label>
        <p className="fields">
          <label>
            Suppose down
            <input name="down" placeholder="sin, nrt" defaultValue={check?.down} />
          </label>
          <button type="submit">Check</button>
        </p>
      </form>
    </section>
  )
}

type ShownMap = Extract<Console['map'], { value: unknown }>['value']

function Live({ map: { source, revision, problems, endpoints, canary } }: { readonly map: ShownMap }) {
  return (
    <>
      <p>
        Revision <code>{revision}</code>, {sources[source]}.
      </p>
      {problems.map(({ path, message }) => (
        <p key={path} role="alert" className="problem">
          <code>{path}</code> {message}
        </p>
      ))}
      {canary !== null && <CanaryState canary={canary} />}
      <div className="scrolling">
        <table>
          <thead>
            <tr>
              {['Endpoint', 'Region', 'Zone', 'State', 'Weight', 'Key'].map(title => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {endpoints.map(({ id, region, zone, state, weight, hasKey }) => (
              <tr key={id}>
                <th scope="row">{id}</th>
                <td>{region}</td>
                <td>{zone}</td>
                <td>{state}</td>
                <td>{weight}</td>
                <td className={hasKey ? undefined : 'bad'}>{hasKey ? 'there' : 'missing'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function CanaryState({ canary }: { readonly canary: NonNullable<ShownMap['canary']> }) {
  const { state, version, share, countries, reason, endpoint, since, outcomes } = canary
  return (
    <>
      <p role={state === 'off' ? 'alert' : undefined} className={state === 'off' ? 'problem' : undefined}>
        Canary <code>{version}</code>, {drawnCallers({ share, countries })}: {state}
        {state === 'off' &&
          ` since ${since === null ? 'an unknown moment' : new Date(since).toISOString()} (${reason}, ${endpoint}). It stays off until the canary is changed`}
        .
      </p>
      {outcomes !== null && (
        <p>
          {(['canary', 'control'] as const)
            .map(side => ({ side, ...outcomes[side] }))
            .map(
              ({ side, calls, errors, rescued, latencyMs: { p50, p95 } }) =>
                `${side}: ${calls} calls, ${errors} errors, ${rescued} rescued, first content ${p50 ?? '–'} ms (p50), ${p95 ?? '–'} ms (p95)`,
            )
            .join('; ')}
          .
        </p>
      )}
    </>
  )
}

const sources: Readonly<Record<ShownMap['source'], string>> = {
  live: 'as the store has it',
  'last-good': 'the last good one, for the store is away or has something else',
  bundled: 'the bundled one, for no store has one',
}

function textOf(map: Console['map']): string {
  return 'problem' in map ? '' : JSON.stringify(map.value.document, null, 2)
}
