/** @jsxImportSource preact */
import type { Console } from '@/lib/gateway/admin-view'

type ShownKey = Extract<Console['keys'], { value: unknown }>['value'][number]

/** The API keys, and a form for another one. */
export function Keys({ view }: { readonly view: Console }) {
  return (
    <section id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      {'problem' in view.keys ? (
        <p className="note">{view.keys.problem}</p>
      ) : (
        <KeyTable view={view} keys={view.keys.value} />
      )}
      <form className="fields" method="post" action="/admin/keys">
        <label>
          Name
          <input name="name" required={true} maxLength={100} />
        </label>
        <label>
          Plan
          <select name="plan">
            {view.plans.map(plan => (
              <option key={plan}>{plan}</option>
            ))}
          </select>
        </label>
        <label>
          Tenant
          <input name="tenant" maxLength={64} placeholder="its own" />
        </label>
        <label>
          US$ a day
          <input name="budgetUsdPerDay" inputMode="decimal" placeholder="the plan’s" />
        </label>
        <label>
          Expires on (UTC)
          <input name="expiresAt" type="date" />
        </label>
        <button type="submit">Create key</button>
      </form>
    </section>
  )
}

type TableProps = { readonly view: Console; readonly keys: readonly ShownKey[] }

function KeyTable({ view, keys }: TableProps) {
  if (keys.length === 0) return <p>There are none yet.</p>
  const calls = callsByTenant(view.costs.tenant)
  return (
    <div className="scrolling">
      <table className="keys">
        <thead>
          <tr>
            {['Name', 'Id', 'Plan', 'Tenant', 'Created', 'Calls, 24 h', 'State'].map(title => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keys.map(key => (
            <tr key={key.id}>
              <th scope="row">{key.name}</th>
              <td data-label="Id">
                <code>{key.id}</code>
              </td>
              <td data-label="Plan">{key.plan}</td>
              <td data-label="Tenant">{key.tenant ?? '–'}</td>
              <td data-label="Created">{key.createdAt.slice(0, 10)}</td>
              <td data-label="Calls, 24 h">{callsOf(key, calls)}</td>
              <td data-label="State">
                <KeyState shown={key} now={view.now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function KeyState({ shown, now }: { readonly shown: ShownKey; readonly now: number }) {
  const { id, name, expiresAt, revokedAt } = shown
  if (revokedAt !== undefined) return <>revoked {revokedAt.slice(0, 10)}</>
  if (expiresAt !== undefined && Date.parse(expiresAt) <= now) return <>expired {expiresAt.slice(0, 10)}</>
  return (
    <form method="post" action={`/admin/keys/${id}/revoke`}>
      {expiresAt !== undefined && <>until {expiresAt.slice(0, 10)} </>}
      <button type="submit" aria-label={`Revoke ${name}`}>
        Revoke
      </button>
    </form>
  )
}

// Keys of one tenant are counted together.
function callsOf({ id, tenant }: ShownKey, calls: ReadonlyMap<string, number> | undefined): string {
  if (calls === undefined) return '–'
  if (tenant === undefined) return String(calls.get(`key-${id}`) ?? 0)
  return `tenant: ${calls.get(`tenant-${tenant}`) ?? 0}`
}

function callsByTenant(costs: Console['costs']['tenant']): ReadonlyMap<string, number> | undefined {
  if ('problem' in costs) return undefined
  return new Map(costs.value.breakdown.map(({ key, requests }) => [key, requests]))
}
