import type { EndpointNews, HealthNews, ModelNews } from '@/lib/health/shared-health'

type Rows = {
  readonly models?: Readonly<Record<string, ModelNews>>
  readonly endpoints?: Readonly<Record<string, EndpointNews>>
  readonly processing?: Readonly<Record<string, { readonly count: number; readonly sumLog: number }>>
  readonly openings?: Readonly<Record<string, boolean>>
}

/** What an instance has to tell; nothing but what a test names. */
export function buildNews({
  models = {},
  endpoints = {},
  processing = {},
  openings = {},
}: Rows = {}): HealthNews {
  return {
    models: new Map(Object.entries(models)),
    endpoints: new Map(Object.entries(endpoints)),
    processing: new Map(Object.entries(processing)),
    openings: new Map(Object.entries(openings)),
  }
}

/** News of a model of which nothing has happened. */
export function modelNews(overrides: Partial<ModelNews> = {}): ModelNews {
  return { succeeded: 0, failed: 0, coolMs: 0, openMs: 0, ...overrides }
}

/** News of an endpoint that answered a probe. */
export function endpointNews(overrides: Partial<EndpointNews> = {}): EndpointNews {
  return { reachable: true, roundTripMs: 40, coolMs: 0, egressRefusedMs: 0, ...overrides }
}
