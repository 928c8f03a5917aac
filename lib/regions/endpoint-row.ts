import * as z from 'zod'
import { isObject } from '@/lib/openai/is-object'
import { type OperationName, operationNames } from '@/lib/operations/operations'
import { baseUrlProblem } from '@/lib/regions/base-url-problem'
import type { Auth, Provider } from '@/lib/regions/provider'
import { plainProvider, providers } from '@/lib/regions/providers'
import type { Endpoint, ServedModels } from '@/lib/regions/region-map'

const name = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores')

const modelName = z.string().min(1).max(256)

/** What a variable that holds an endpoint's key may be called: in capitals, so that hardly any key passes for a name. */
export const keyName = /^[A-Z][A-Z0-9_]{0,63}$/

// A row that named one of these would send our own secrets to whatever host stands beside it. Vercel's integration of Upstash
// gives its variables a prefix where it is asked to.
const ownSecrets =
  /^(JWT_|API_KEY_PEPPER|OPERATOR_TOKEN|RECEIPT_SECRET|UPSTASH_|KV_|REDIS_|EDGE_CONFIG|GLOBAL_CONFIG|CACHE_S3_|OTEL_|INFLUX_|VERCEL|AWS_|NODE_|NEXT_|CRON_SECRET)|_(REDIS_URL|KV_URL|KV_REST_API_(URL|TOKEN|READ_ONLY_TOKEN))$/

const apiKeyEnv = z
  .string()
  .regex(keyName, 'expected the name of a variable in capitals, digits and underscores, not a key')
  .refine(value => !ownSecrets.test(value), 'names a secret that is not an endpoint key')

const location = z
  .tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)])
  .transform(([latitude, longitude]) => ({ latitude, longitude }))

const models = z
  .union(
    [z.array(modelName), z.record(modelName, modelName)],
    "expected a list of model names, or an object of the caller's name to the endpoint's",
  )
  .transform(value =>
    servedModels(Array.isArray(value) ? value.map(each => [each, each]) : Object.entries(value)),
  )
  .refine(served => served.any || served.names.size > 0, 'expected at least one model')

const probe = z
  .object({
    method: z.enum(['HEAD', 'GET']).default('HEAD'),
    path: z
      .string()
      .regex(/^\/[\w./-]{0,255}$/, 'expected a path such as /models')
      .optional(),
    timeoutMs: z.int().min(100).max(10_000).default(2000),
  })
  .prefault({})

/** The schema of one row of `endpoints`; with `allowPrivate`, http and private hosts pass. */
export function endpointRow({ allowPrivate }: { allowPrivate: boolean }) {
  return z
    .object({
      provider: z
        .enum([...providers.keys()], `expected one of ${[...providers.keys()].join(', ')}`)
        .optional(),
      baseUrl: z
        .string()
        .superRefine((value, context) => {
          const problem = baseUrlProblem(value, { allowPrivate })
          if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
        })
        .optional(),
      apiKeyEnv: apiKeyEnv.optional(),
      auth: z.enum(['bearer', 'api-key', 'x-api-key', 'x-goog-api-key', 'none']).optional(),
      operations: z.array(z.enum(operationNames)).min(1).optional(),
      region: name,
      zone: name,
      location: location.optional(),
      models,
      state: z.enum(['active', 'draining', 'disabled']).default('active'),
      weight: z.number().min(0).max(100).optional(),
      maxConcurrency: z.int().min(1).optional(),
      forward: z.array(z.enum(['country', 'ip'])).default([]),
      probe,
    })
    .refine(row => row.baseUrl !== undefined || presetOf(row.provider).baseUrl !== undefined, {
      path: ['baseUrl'],
      message: 'expected a URL such as https://api.example.com/v1',
      when: isRow,
    })
    .refine(row => row.apiKeyEnv !== undefined || authOf(row) === 'none', {
      path: ['apiKeyEnv'],
      message: 'expected the name of the variable that holds its key, or auth "none"',
      when: isRow,
    })
}

type Row = z.infer<ReturnType<typeof endpointRow>>

/** The endpoint that a checked row describes; what it does not say is as its provider has it. */
export function toEndpoint(id: string, { operations, ...row }: Row): Endpoint {
  const preset = presetOf(row.provider)
  const auth = authOf(row)
  return {
    ...row,
    id,
    provider: providerOf(preset, { auth: row.auth, operations }),
    baseUrl: baseUrlOf(row.baseUrl ?? preset.baseUrl ?? '', preset),
    auth,
    apiKeyEnv: auth === 'none' ? undefined : row.apiKeyEnv,
    location: row.location,
    weight: row.weight,
    maxConcurrency: row.maxConcurrency,
    probe: { ...row.probe, path: row.probe.path ?? preset.probePath },
  }
}

// Also where other fields are faulty: an operator is told of everything at once.
function isRow({ value }: { readonly value: unknown }): boolean {
  return isObject(value)
}

function presetOf(name: string | undefined): Provider {
  return providers.get(name ?? '') ?? plainProvider
}

type Keyed = {
  readonly auth?: Auth | undefined
  readonly apiKeyEnv?: string | undefined
  readonly provider?: string | undefined
}

function authOf({ auth, apiKeyEnv: key, provider }: Keyed): Auth {
  const preset = presetOf(provider)
  return auth ?? (preset.isKeyOptional && key === undefined ? 'none' : preset.auth)
}

function baseUrlOf(text: string, { basePath }: Provider): string {
  const { href, pathname } = new URL(text)
  return href.replace(/\/+$/, '') + (pathname === '/' ? basePath : '')
}

type Said = { readonly auth: Auth | undefined; readonly operations: readonly OperationName[] | undefined }

// What the row says itself holds for all of it.
function providerOf(preset: Provider, { auth, operations }: Said): Provider {
  if (auth === undefined && operations === undefined) return preset
  const services = operations === undefined ? preset.services : pick(preset, operations)
  if (auth === undefined) return { ...preset, services }
  const own = Object.entries(services).map(([name, { auth: _, ...service }]) => [name, service])
  return { ...preset, services: Object.fromEntries(own) }
}

// What the provider's preset says of an operation, or that there is nothing special about it.
function pick({ services }: Provider, names: readonly OperationName[]): Provider['services'] {
  return Object.fromEntries(names.map(name => [name, services[name] ?? {}]))
}

function servedModels(entries: readonly (readonly [string, string])[]): ServedModels {
  const any = entries.find(([caller]) => caller === '*')
  const anyAs = any?.[1]
  return {
    names: new Map(entries.filter(([caller]) => caller !== '*')),
    any: any !== undefined,
    ...(anyAs !== undefined && anyAs !== '*' && { anyAs }),
  }
}
