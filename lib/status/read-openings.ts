import { isEdge } from '@/lib/geo/locate-caller'
import type { StoredOpenings } from '@/lib/status/incident-store'
import type { Opening } from '@/lib/status/opening'

const nameForm = /^(?:now|past\|\d{1,16})\|([^|]+)\|([A-Za-z0-9][\w.-]{0,63})(?:\|(.{1,256}))?$/
const textForm = /^(\d{1,16}) (\d{1,16}) (\d{1,16})$/

// Instances and the store need not agree to the second.
const aheadMs = 5000

/** Reads what the store keeps. Whatever is no opening, or lies in the future, says nothing. */
export function readOpenings({ storeNow, rows }: StoredOpenings): readonly Opening[] {
  return rows.flatMap(([name, text]): readonly Opening[] => {
    const [, edge = '', endpoint = '', model] = nameForm.exec(name) ?? []
    const [startedAt = 0, saidAt = 0, endedAt = 0] = textForm.exec(text)?.slice(1).map(Number) ?? []
    if (!isEdge(edge) || endpoint === '') return []
    if (startedAt === 0 || saidAt < startedAt || saidAt > storeNow + aheadMs) return []
    if (endedAt !== 0 && (endedAt < startedAt || endedAt > storeNow + aheadMs)) return []
    return [{ edge, endpoint, model, startedAt, saidAt, endedAt: endedAt === 0 ? undefined : endedAt }]
  })
}
