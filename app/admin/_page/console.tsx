/** @jsxImportSource preact */
import { CostsTable } from '@/app/admin/_page/costs-table'
import { Keys } from '@/app/admin/_page/keys'
import { RegionMap } from '@/app/admin/_page/region-map'
import { Setup } from '@/app/admin/_page/setup'
import type { Console as View } from '@/lib/gateway/admin-view'

/** The operator's page. */
export function Console({ view }: { readonly view: View }) {
  const { problem, madeKey, now, costs } = view
  return (
    <>
      <header>
        <h1>Isochrone operator</h1>
        <nav>
          <a href="#setup">Setup</a> <a href="#costs">Costs</a> <a href="#keys">Keys</a>{' '}
          <a href="#region-map">Region map</a> <a href="/">Status page</a>
        </nav>
        <form method="post" action="/admin/sign-out">
          <button type="submit">Sign out</button>
        </form>
      </header>
      {problem !== undefined && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {madeKey !== undefined && (
        <p role="status" className="made-key">
          The key of {madeKey.name}. Copy it now: it is not shown again. <code>{madeKey.key}</code>
        </p>
      )}
      <iframe className="live" src="/admin/live" title="Calls at this moment" />
      <Setup items={view.setup} />
      <section id="costs" aria-labelledby="costs-title">
        <h2 id="costs-title">Costs of the last 24 hours</h2>
        <div className="side-by-side">
          <CostsTable by="tenant" costs={costs.tenant} />
          <CostsTable by="model" costs={costs.model} />
        </div>
      </section>
      <Keys view={view} />
      <RegionMap map={view.map} check={view.check} />
      <p className="note">
        As of <time dateTime={new Date(now).toISOString()}>{new Date(now).toUTCString()}</time>.
      </p>
    </>
  )
}
