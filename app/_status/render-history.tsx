/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string'
import { HistoryPage } from '@/app/_status/history-page'
import script from '@/app/_status/page-script.js?raw'
import incidentStyle from '@/app/incidents.css?raw'
import style from '@/app/status.css?raw'
import { readCaller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { documentResponse } from '@/lib/gateway/document-response'
import { readHistory } from '@/lib/gateway/read-history'

/** Tells readers of feeds where ours lies. */
export const feedLink =
  '<link rel="alternate" type="application/rss+xml" title="Isochrone status" href="/feed.xml">'

/** Answers with the incidents and notices of the month that the address asks for. */
export async function renderHistory(request: Request, dependencies: Dependencies): Promise<Response> {
  const { edge } = readCaller(request, dependencies).place
  const month = new URL(request.url).searchParams.get('month') ?? undefined
  const history = await readHistory({ month, edge }, dependencies)
  return await documentResponse({
    title: 'Isochrone status: history',
    head: feedLink,
    body: renderToString(<HistoryPage history={history} />),
    style: style + incidentStyle,
    script,
  })
}
