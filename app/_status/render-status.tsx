/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string'
import script from '@/app/_status/page-script.js?raw'
import { feedLink } from '@/app/_status/render-history'
import { StatusPage } from '@/app/_status/status-page'
import incidentStyle from '@/app/incidents.css?raw'
import style from '@/app/status.css?raw'
import { readCaller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { documentResponse } from '@/lib/gateway/document-response'
import { explainToViewer } from '@/lib/gateway/explain-to-viewer'
import { readPageView } from '@/lib/gateway/page-view'
import { readStatus } from '@/lib/gateway/read-status'

/** Answers with the status page. It is no page of the framework, whose own script is 130 KB after gzip. */
export async function renderStatus(request: Request, dependencies: Dependencies): Promise<Response> {
  const caller = readCaller(request, dependencies)
  const view = readPageView(new URL(request.url).searchParams)
  const [status, route] = await Promise.all([
    readStatus(caller.place.edge, dependencies, view),
    explainToViewer(view, caller, dependencies),
  ])
  return await documentResponse({
    title: 'Isochrone status',
    head: `<meta name="description" content="State and latency of each endpoint behind this gateway.">${feedLink}`,
    body: renderToString(<StatusPage status={status} route={route} view={view} />),
    style: style + incidentStyle,
    script,
  })
}
