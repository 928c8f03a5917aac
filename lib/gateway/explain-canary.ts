import type { CallCanary } from '@/lib/gateway/call-canary'
import type { Dependencies } from '@/lib/gateway/dependencies'
import type { DocumentView } from '@/lib/gateway/live-document'
import type { CallerPlace } from '@/lib/geo/locate-caller'
import type { RegionMap } from '@/lib/regions/region-map'
import { canarySide } from '@/lib/routing/canary-side'

type Asked = {
  /** Whose side is asked for, by the id that its calls are counted under; null where it is nobody's. */
  readonly caller: string | null
  readonly place: CallerPlace
  readonly dependencies: Pick<Dependencies, 'health'>
}

/** Whether an asker's calls go by the map's canary, and why. */
export type ToldCanary = {
  readonly state: 'on' | 'off'
  readonly share: number
  /** null where all are drawn from. */
  readonly countries: readonly string[] | null
  /** null where it is not known who would call. */
  readonly included: boolean | null
  readonly reason: 'drawn' | 'not-drawn' | 'outside-countries' | 'off' | 'no-caller'
}

/** Says on which side of a map's canary an asker is; undefined where the map has none. */
export function explainCanary(
  outer: DocumentView<RegionMap>,
  { caller, place: { country }, dependencies }: Asked,
): { readonly told: ToldCanary; readonly call: CallCanary | undefined } | undefined {
  const { canary } = outer.value
  if (canary === undefined) return undefined
  const { share, countries } = canary
  const isOff = dependencies.health.canaries.off.get(canary.version) !== undefined
  const told = { state: isOff ? 'off' : 'on', share, countries: countries ? [...countries] : null } as const
  if (isOff) return { told: { ...told, included: false, reason: 'off' }, call: undefined }
  // Whose country is left out nobody need be known for.
  const side = canarySide(canary, { caller: caller ?? '', country })
  if (side === 'outside')
    return { told: { ...told, included: false, reason: 'outside-countries' }, call: undefined }
  if (caller === null) return { told: { ...told, included: null, reason: 'no-caller' }, call: undefined }
  const included = side === 'canary'
  return {
    told: { ...told, included, reason: included ? 'drawn' : 'not-drawn' },
    call: { canary, side, outer },
  }
}
