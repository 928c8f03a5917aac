/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string'
import { setupDocument } from '@/app/_status/setup-document'
import { statusDocument } from '@/app/_status/status-document'
import { StatusPage } from '@/app/_status/status-page'
import { readCaller } from '@/lib/gateway/caller'
import { canServe } from '@/lib/gateway/check-setup'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { explainToViewer } from '@/lib/gateway/explain-to-viewer'
import { readPageView } from '@/lib/gateway/page-view'
import { readSetup } from '@/lib/gateway/read-setup'
import { readStatus } from '@/lib/gateway/read-status'

/** Answers with the status page; where nothing is set up yet, with what the deployment lacks. */
export async function renderStatus(request: Request, dependencies: Dependencies): Promise<Response> {
  const setup = await readSetup(dependencies)
  if (!canServe(setup)) return await setupDocument(setup)
  const caller = readCaller(request, dependencies)
  const view = readPageView(new URL(request.url).searchParams)
  const [status, route] = await Promise.all([
    readStatus(caller.place.edge, dependencies, view),
    explainToViewer(view, caller, dependencies),
  ])
  const body = renderToString(<StatusPage status={status} route={route} view={view} />)
  return await statusDocument('Isochrone status', body)
}
