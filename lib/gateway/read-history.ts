import type { Dependencies } from '@/lib/gateway/dependencies'
import { type IncidentStatus, readIncidents } from '@/lib/gateway/read-incidents'
import { type NoticeStatus, readNotices } from '@/lib/gateway/read-notices'
import { refreshKnowledge } from '@/lib/gateway/refresh-knowledge'
import { nearestMonth, neighbourMonths } from '@/lib/status/month'

/** What happened in a month, and the names of the months around it as far as history has them. */
export type History = {
  /** `2026-11`, and its first moment. */
  readonly month: string
  readonly from: number
  readonly previous: string | undefined
  readonly next: string | undefined
  /** undefined where the store is lost, or there is none. */
  readonly incidents: readonly IncidentStatus[] | undefined
  readonly notices: readonly NoticeStatus[]
}

type Asked = { readonly month: string | undefined; readonly edge: string }

/** Reads the history of the month that is asked for, or of the nearest that there is. */
export async function readHistory(
  { month: asked, edge }: Asked,
  dependencies: Dependencies,
): Promise<History> {
  const now = dependencies.effects.now()
  const month = nearestMonth(asked, now)
  const { from, to } = month
  const [incidents, notices] = await Promise.all([
    readIncidents({ from, to }, dependencies),
    readNotices(now, dependencies),
  ])
  dependencies.background.defer(() => refreshKnowledge(edge, dependencies))
  const { previous, next } = neighbourMonths(month, now)
  return {
    month: month.name,
    from,
    previous: previous?.name,
    next: next?.name,
    incidents,
    notices: notices.filter(notice => notice.from < to && (notice.until ?? now) >= from),
  }
}
