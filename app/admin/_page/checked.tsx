/** @jsxImportSource preact */
import type { Console } from '@/lib/gateway/admin-view'
import { drawnCallers } from '@/lib/gateway/drawn-callers'

type Check = NonNullable<Console['check']>
type Judgement = Extract<Check['result'], { value: unknown }>['value']

/** What is to be said of a map that was pasted. */
export function Checked({ check: { result } }: { readonly check: Check }) {
  if ('problem' in result)
    return (
      <p id="checked" role="alert" className="problem">
        {result.problem}
      </p>
    )
  const {
    valid,
    problems,
    warnings,
    changes,
    groups,
    reordered,
    unknownCountry,
    canary,
    canaryChange,
    whatIf,
  } = result.value
  return (
    <div id="checked" className="checked" role="status">
      <h3 className={valid ? 'good' : 'bad'}>
        {valid ? 'This map is valid' : 'This map has problems'}; {moving(changes.length)}.
      </h3>
      <Faults title="Problems" faults={problems} />
      <Faults title="Warnings" faults={warnings} />
      {groups.length > 0 && <Changes groups={groups} />}
      {reordered.length > 0 && (
        <p>
          {reordered.length} more {reordered.length === 1 ? 'country' : 'countries'} would fail over in
          another order.
        </p>
      )}
      {unknownCountry !== null && (
        <p>
          Callers of unknown country: {unknownCountry.from ?? 'refused'} → {unknownCountry.to ?? 'refused'}
        </p>
      )}
      {canary !== null && (
        <p>
          For its canary, {moving(canary.changes.length)}, for {drawnCallers(canary)}.
        </p>
      )}
      {canaryChange !== null && canaryChange.from !== null && (
        <p>
          The canary in force, for {drawnCallers(canaryChange.from)}, would{' '}
          {canaryChange.to === null ? 'end' : `be for ${drawnCallers(canaryChange.to)}`}
          {canaryChange.redrawn && ', and others of them'}.
        </p>
      )}
      {whatIf !== null && (
        <p>
          If {whatIf.down.join(', ')} were down, {moving(whatIf.changes.length)}:{' '}
          {whatIf.changes.filter(({ to }) => to === null).length} of them would be refused
          {whatIf.canary !== null && `; by the canary, ${moving(whatIf.canary.changes.length)}`}.
        </p>
      )}
    </div>
  )
}

function moving(count: number): string {
  if (count === 0) return 'no country would move'
  return `${count} ${count === 1 ? 'country' : 'countries'} would begin with another endpoint`
}

type Fault = { readonly path: string; readonly message: string }

function Faults({ title, faults }: { readonly title: string; readonly faults: readonly Fault[] }) {
  if (faults.length === 0) return null
  return (
    <>
      <h4>{title}</h4>
      <ul>
        {faults.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== '' && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </>
  )
}

function Changes({ groups }: { readonly groups: Judgement['groups'] }) {
  return (
    <div className="scrolling">
      <table className="changes">
        <caption>Who would move</caption>
        <thead>
          <tr>
            {['From', 'To', 'Why', 'Countries'].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ from, to, reason, countries }) => (
            <tr key={`${from} ${to} ${reason}`}>
              <td>{from ?? 'refused'}</td>
              <td className={to === null ? 'bad' : undefined}>{to ?? 'refused'}</td>
              <td>{reason ?? 'no endpoint may serve'}</td>
              <td>
                {countries.length}:{' '}
                {countries.map(({ country, name }, at) => (
                  <span key={country}>
                    {at > 0 && ', '}
                    <abbr title={name}>{country}</abbr>
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
