/** @jsxImportSource preact */
import { SetupList } from '@/app/_status/setup-list'
import type { SetupItem } from '@/lib/gateway/setup-item'

/** What stands in for the status page where no call can be served: what the deployment lacks. */
export function SetupPage({ items }: { readonly items: readonly SetupItem[] }) {
  const of = (wanted: SetupItem['state']) => items.filter(({ state }) => state === wanted)
  const [missing, advised, there] = [of('missing'), of('advised'), of('ok')]
  return (
    <main>
      <h1>Isochrone is not set up yet</h1>
      <p className="overall outage" role="status">
        No call can be served: {missing.length === 1 ? 'one thing is' : `${missing.length} things are`}{' '}
        missing.
      </p>
      <h2>Missing</h2>
      <SetupList items={missing} />
      {advised.length > 0 && (
        <>
          <h2>Not needed to begin with</h2>
          <SetupList items={advised} />
        </>
      )}
      {there.length > 0 && (
        <>
          <h2>There already</h2>
          <SetupList items={there} />
        </>
      )}
      <p className="note">
        As soon as calls can be served the status page stands here, and this list is shown to operators alone,
        at <a href="/admin">/admin</a>. Variables are read anew by a new deployment, the items of the store
        within ten seconds.
      </p>
    </main>
  )
}
