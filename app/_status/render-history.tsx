/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string'
import { HistoryPage } from '@/app/_status/history-page'
import { statusDocument } from '@/app/_status/status-document'
import { readCaller } from '@/lib/gateway/caller'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { readHistory } from '@/lib/gateway/read-history'

/** Answers with the incidents and notices of the month that the address asks for. */
export async function renderHistory(request: Request, dependencies: Dependencies): Promise<Response> {
  const { edge } = readCaller(request, dependencies).place
  const month = new URL(request.url).searchParams.get('month') ?? undefined
  const history = await readHistory({ month, edge }, dependencies)
  return await statusDocument('Isochrone status: history', renderToString(<HistoryPage history={history} />))
}
