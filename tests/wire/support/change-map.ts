import { isRecord } from '../../world/is-record'
import type { World } from '../../world/start-world'

type Operated = Pick<World, 'edgeConfig'>

type Change = (map: Record<string, unknown>) => Record<string, unknown>

/** Edits the region map in Edge Config as an operator does. */
export function changeMap({ edgeConfig }: Operated, change: Change): void {
  const { regions } = edgeConfig.items
  if (!isRecord(regions)) throw new Error('Edge Config holds no region map.')
  edgeConfig.set('regions', change(regions))
}

/** Edits one endpoint's row. */
export function changeRow(world: Operated, id: string, changes: object): void {
  changeMap(world, map => {
    const rows = isRecord(map.endpoints) ? map.endpoints : {}
    return { ...map, endpoints: { ...rows, [id]: { ...(isRecord(rows[id]) ? rows[id] : {}), ...changes } } }
  })
}
