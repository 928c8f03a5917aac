import { type Circuit, closedCircuit } from '@/lib/health/circuit'
import type { EdgeHealth } from '@/lib/health/edge-health'
import { type EndpointHealth, unknownEndpoint } from '@/lib/health/endpoint-health'
import type { FadingMean } from '@/lib/health/fading-mean'
import { type ModelHealth, unknownModel } from '@/lib/health/model-health'
import { moment } from './moment'

/** The health of an endpoint that answered a probe just now. */
export function buildHealth(overrides: Partial<EndpointHealth> = {}): EndpointHealth {
  return { ...unknownEndpoint, probedAt: moment, checkedAt: moment, ...overrides }
}

/** The health of a model that has just been served once, without a fault. */
export function buildModelHealth(overrides: Partial<ModelHealth> = {}): ModelHealth {
  return { ...unknownModel, failures: { failed: 0, total: 1, at: moment }, ...overrides }
}

/** A circuit that opened once and stays so for so many milliseconds from now; half-open where that is not ahead. */
export function buildOpenCircuit(aheadMs: number, overrides: Partial<Circuit> = {}): Circuit {
  return { ...closedCircuit, openUntil: moment + aheadMs, openings: 1, ...overrides }
}

/** A mean of many samples of so many milliseconds, the last of them just now. */
export function buildMean(milliseconds: number, overrides: Partial<FadingMean> = {}): FadingMean {
  return { meanLog: Math.log(milliseconds), varianceLog: 0.1, weight: 100, at: moment, ...overrides }
}

type Known = {
  readonly endpoints?: Readonly<Record<string, EndpointHealth>>
  readonly models?: Readonly<Record<string, ModelHealth>>
  readonly processing?: Readonly<Record<string, FadingMean>>
}

/** What an edge knows; nothing but what a test names. */
export function buildEdgeHealth({ endpoints = {}, models = {}, processing = {} }: Known = {}): EdgeHealth {
  return {
    endpoints: new Map(Object.entries(endpoints)),
    models: new Map(Object.entries(models)),
    processing: new Map(
      Object.entries(processing).map(([key, mean]) => [key, { recent: mean, usual: mean }] as const),
    ),
  }
}
