/** @jsxImportSource preact */
import { SetupList } from '@/app/_status/setup-list'
import type { Console } from '@/lib/gateway/admin-view'
import { canServe } from '@/lib/gateway/check-setup'

/** What this deployment has and lacks; open where something is missing. */
export function Setup({ items }: { readonly items: Console['setup'] }) {
  const lacking = items.filter(({ state }) => state !== 'ok')
  const missing = items.filter(({ state }) => state === 'missing').length
  return (
    <section id="setup" aria-labelledby="setup-title">
      <h2 id="setup-title">Setup</h2>
      {missing > 0 && (
        <p role="alert" className="problem">
          {canServe(items) ? 'Some calls cannot be served.' : 'No call can be served.'}
        </p>
      )}
      <details open={missing > 0}>
        <summary>
          {lacking.length === 0
            ? 'Nothing is lacking.'
            : `${missing} missing, ${lacking.length - missing} advised.`}
        </summary>
        <SetupList items={items} />
      </details>
    </section>
  )
}
