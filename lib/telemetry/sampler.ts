import type { TraceParent } from '@/lib/telemetry/trace-parent'

/** Which calls are traced. */
export type Sampler = {
  /** Whether a caller decides that has a trace of its own. */
  readonly obeysCaller: boolean
  /** Of the others this share, 0 to 1. */
  readonly share: number
}

const usual: Sampler = { obeysCaller: true, share: 1 }

/** The names of OpenTelemetry's samplers that there are here. Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables */
export const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

/** The sampler of that name; every call that its caller does not leave out where none is named. */
export function samplerOf(name: (typeof samplers)[number] | undefined, share: number): Sampler {
  if (name === undefined) return usual
  const shares = { always_on: 1, always_off: 0, traceidratio: share }
  const kinds = ['always_on', 'always_off', 'traceidratio'] as const
  const kind = kinds.find(each => name.endsWith(each)) ?? 'always_on'
  return { obeysCaller: name.startsWith('parentbased_'), share: shares[kind] }
}

type Traced = { readonly traceId: string; readonly parent: TraceParent | undefined }

/** Whether a call is traced: as its trace's id has it, so that every service of one trace decides alike. */
export function isSampled({ traceId, parent }: Traced, { obeysCaller, share }: Sampler): boolean {
  if (obeysCaller && parent !== undefined) return parent.isSampled
  // The last seven bytes are the random ones. Source: https://www.w3.org/TR/trace-context-2/#randomness-of-trace-id
  // Of their 56 bits a number holds 53.
  return Number.parseInt(traceId.slice(-14, -1), 16) / 2 ** 52 >= 1 - share
}
