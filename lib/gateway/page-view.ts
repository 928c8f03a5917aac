import { type Coordinates, parseCoordinates } from '@/lib/geo/coordinates'
import { parseCountry } from '@/lib/geo/country'

/** Which percentile the matrix shows, and of which time. */
export const percentiles = ['p50', 'p95', 'p99'] as const
export type Percentile = (typeof percentiles)[number]
export const timeWindows = ['15m', '1h', '24h'] as const
export type TimeWindow = (typeof timeWindows)[number]

/** What a viewer has picked on the status page; all of it stands in the page's address. */
export type PageView = {
  readonly percentile: Percentile
  readonly window: TimeWindow
  readonly edge: string | undefined
  readonly endpoint: string | undefined
  /** Of «Where would I go?»: as whom, with which model, and standing where. */
  readonly country: string | undefined
  readonly model: string | undefined
  readonly at: Coordinates | undefined
}

/** Reads the picks from the page's query. What makes no sense there is as if it were absent. */
export function readPageView(asked: URLSearchParams): PageView {
  const [latitude = null, longitude = null] = (asked.get('at') ?? '').split(',')
  return {
    percentile: percentiles.find(each => each === asked.get('percentile')) ?? 'p50',
    window: timeWindows.find(each => each === asked.get('window')) ?? '1h',
    edge: named(asked.get('edge')),
    endpoint: named(asked.get('endpoint')),
    country: parseCountry(asked.get('country')),
    model: named(asked.get('model')),
    at: parseCoordinates(latitude, longitude),
  }
}

/** The address of the page with some picks changed; defaults are left out. */
export function pageAddress(view: PageView, changes: Partial<PageView> = {}): string {
  const { percentile, window, at, ...names } = { ...view, ...changes }
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(names)) if (value !== undefined) asked.set(name, value)
  if (at !== undefined) asked.set('at', `${at.latitude},${at.longitude}`)
  if (percentile !== 'p50') asked.set('percentile', percentile)
  if (window !== '1h') asked.set('window', window)
  return asked.size === 0 ? '/' : `/?${asked}`
}

// Longer than any name of a model, and still short in every link of the page.
const mostCharacters = 100

function named(value: string | null): string | undefined {
  return value !== null && value !== '' && value.length <= mostCharacters ? value : undefined
}
