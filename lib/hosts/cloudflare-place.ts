import * as z from 'zod'
import { isEdge, type Told } from '@/lib/geo/locate-caller'

const text = z.string().optional().catch(undefined)
const properties = z.object({ colo: z.string(), country: text, latitude: text, longitude: text })

/**
 * What Cloudflare knows of a caller. No caller can write `request.cf`; where it is missing, this runs elsewhere and the
 * headers of Cloudflare are anyone's.
 */
export function cloudflarePlace(request: Request): Told | undefined {
  if (!('cf' in request) || request.cf === undefined) return undefined
  const found = properties.safeParse(request.cf)
  if (!found.success) return undefined
  const { colo, ...place } = found.data
  const edge = colo.toLowerCase()
  const ip = request.headers.get('cf-connecting-ip') ?? undefined
  return { ...place, edge: isEdge(edge) ? edge : undefined, ip }
}
