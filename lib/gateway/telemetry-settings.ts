import * as z from 'zod'
import { type Sampler, samplerOf, samplers } from '@/lib/telemetry/sampler'
import type { SpanAttributes } from '@/lib/telemetry/span'

/** Where spans and lines go; absent where nothing is configured. */
export type TelemetrySettings = {
  /** A collector that speaks OTLP over HTTP. */
  readonly traces:
    | {
        readonly url: string
        readonly headers: Readonly<Record<string, string>>
        /** What is said of this deployment with every batch. */
        readonly resource: SpanAttributes
        readonly sampler: Sampler
      }
    | undefined
  /** A database that takes InfluxDB's line protocol: the whole URL to write to. */
  readonly lines: { readonly url: string; readonly token: string | undefined } | undefined
}

// Such a URL cannot be fetched.
const address = z.union([
  z.literal(''),
  z
    .url({ protocol: /^https?$/ })
    .refine(url => !/^\w+:\/+[^/?#]*@/.test(url), 'expected no user name and password in it'),
])

const headerName = /^[\w!#$%&'*+.^`|~-]+$/
const headerValue = /^[\x20-\x7e]*$/

// Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
const pairs = z
  .string()
  .default('')
  .transform((text, context) => {
    const list = text.split(',').flatMap(part => (part.trim() === '' ? [] : [pairOf(part)]))
    const known = list.flatMap(pair => (pair === undefined ? [] : [pair]))
    if (known.length === list.length) return known
    context.addIssue({
      code: 'custom',
      message: 'expected name=value pairs, comma-separated, percent-encoded',
    })
    return z.NEVER
  })

/** The variables, by OpenTelemetry's names where it has one. Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables */
export const telemetryVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: address.default(''),
  OTEL_EXPORTER_OTLP_HEADERS: pairs.refine(
    headers => headers.every(([name, value]) => headerName.test(name) && headerValue.test(value)),
    'expected names and values that a header may have',
  ),
  OTEL_SERVICE_NAME: z.string().trim().default(''),
  OTEL_RESOURCE_ATTRIBUTES: pairs,
  OTEL_TRACES_SAMPLER: z.enum(['', ...samplers]).default(''),
  OTEL_TRACES_SAMPLER_ARG: z.union([z.literal(''), z.coerce.number().min(0).max(1)]).default(''),
  INFLUX_URL: address.default(''),
  INFLUX_TOKEN: z.string().trim().regex(headerValue, 'expected a token').default(''),
}

const variables = z.object(telemetryVariables)

/** The settings in those variables. */
export function telemetrySettings(
  values: z.infer<typeof variables> & { readonly VERCEL_ENV?: string | undefined },
): TelemetrySettings {
  const { INFLUX_URL: influx, INFLUX_TOKEN: token } = values
  return {
    traces: values.OTEL_EXPORTER_OTLP_ENDPOINT === '' ? undefined : traceSettings(values),
    lines: influx === '' ? undefined : { url: withoutPrecision(influx), token: token || undefined },
  }
}

function traceSettings(values: Parameters<typeof telemetrySettings>[0]): TelemetrySettings['traces'] {
  const share = values.OTEL_TRACES_SAMPLER_ARG === '' ? 1 : values.OTEL_TRACES_SAMPLER_ARG
  return {
    url: tracesUrl(values.OTEL_EXPORTER_OTLP_ENDPOINT),
    headers: Object.fromEntries(values.OTEL_EXPORTER_OTLP_HEADERS),
    resource: {
      'service.name': 'isochrone',
      'deployment.environment.name': values.VERCEL_ENV,
      ...Object.fromEntries(values.OTEL_RESOURCE_ATTRIBUTES),
      ...(values.OTEL_SERVICE_NAME !== '' && { 'service.name': values.OTEL_SERVICE_NAME }),
    },
    sampler: samplerOf(values.OTEL_TRACES_SAMPLER || undefined, share),
  }
}

function tracesUrl(endpoint: string): string {
  const url = new URL(endpoint)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`
  return url.href
}

// Lines have their time in nanoseconds, which every version takes where nothing else is said.
function withoutPrecision(text: string): string {
  const url = new URL(text)
  if (!url.searchParams.has('precision')) return text
  url.searchParams.delete('precision')
  return url.href
}

function pairOf(part: string): readonly [string, string] | undefined {
  const at = part.indexOf('=')
  if (at < 1) return undefined
  try {
    const [name, value] = [part.slice(0, at), part.slice(at + 1)].map(each => decodeURIComponent(each.trim()))
    return name && value !== undefined ? [name, value] : undefined
  } catch {
    return undefined
  }
}
