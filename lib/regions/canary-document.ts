import * as z from 'zod'
import { country, regionMapDocument } from '@/lib/regions/region-map-document'

/** The schema of what says who goes by a canary. */
export const canaryHead = z.object({
  share: z.number().min(0).max(1),
  countries: z.array(country).min(1).optional(),
})

/** The schema of a region map's `canary`, its own map included, which has none. */
export function canaryDocument({ allowPrivate }: { allowPrivate: boolean }) {
  return canaryHead.extend({ map: regionMapDocument({ allowPrivate }) })
}
