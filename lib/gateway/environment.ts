import * as z from 'zod'
import type { Access } from '@/lib/access/identity'
import {
  type TelemetrySettings,
  telemetrySettings,
  telemetryVariables,
} from '@/lib/gateway/telemetry-settings'
import type { GeoTrust } from '@/lib/geo/locate-caller'
import type { Problem } from '@/lib/regions/problem'

/** What the environment says, parsed; a setting that cannot be read is a problem and takes its safest value. */
export type Environment = TelemetrySettings & {
  /** What Vercel says that this deployment is; `elsewhere` where it says nothing. */
  readonly host: 'production' | 'preview' | 'elsewhere'
  /** The names of our settings that have a value. */
  readonly named: ReadonlySet<string>
  /** The store of the operator's documents, under the old or the new name of its kind. */
  readonly configStore: { readonly edgeConfig: string } | { readonly globalConfig: string } | undefined
  /** An S3-compatible bucket for answers that are large or long-lived. */
  readonly objectStore:
    | {
        readonly url: string
        readonly region: string
        readonly accessKeyId: string
        readonly secretAccessKey: string
      }
    | undefined
  /** Upstash Redis over REST, or a server of one's own where the host can hold a connection to it. */
  readonly redis: { readonly url: string; readonly token: string } | { readonly server: string } | undefined
  readonly access: Access
  readonly geo: GeoTrust
  readonly allowPrivate: boolean
  /** The secret under which API keys are stored; without it none is accepted. */
  readonly apiKeyPepper: string | undefined
  readonly operatorToken: string | undefined
  /** What the platform's crons show; without it only operators may run them. */
  readonly cronSecret: string | undefined
  /** The secret that receipts are signed with, `receipts/` and the pepper where it has none of its own; else they are unsigned. */
  readonly receiptSecret: string | undefined
  /** Whose tokens are accepted, and the keys that they are signed with. */
  readonly tokenIssuer: {
    readonly secret: string | undefined
    readonly jwksUrl: string | undefined
    readonly issuer: string | undefined
    readonly audience: string | undefined
  }
  /** Whether the bundled region map may serve; production without any store must say that it is not configured. */
  readonly mayUseBundledMap: boolean
  readonly corsOrigins: readonly string[]
  /** How many calls one instance serves at once. */
  readonly mostInFlight: number
  readonly problems: readonly Problem[]
}

const optional = z
  .string()
  .trim()
  .transform(value => (value === '' ? undefined : value))
  .optional()

// The address that Redis is spoken to at otherwise stands beside this one in Upstash's console, and begins with rediss.
const redisUrl = optional.refine(
  url => url === undefined || z.url({ protocol: /^https?$/ }).safeParse(url).success,
  'expected the REST URL of Upstash Redis, which begins with https://',
)

const flag = z.enum(['', '0', '1']).default('')

const variables = z.object({
  VERCEL: optional,
  VERCEL_ENV: optional,
  EDGE_CONFIG: optional,
  GLOBAL_CONFIG: optional,
  UPSTASH_REDIS_REST_URL: redisUrl,
  UPSTASH_REDIS_REST_TOKEN: optional,
  KV_REST_API_URL: redisUrl,
  KV_REST_API_TOKEN: optional,
  REDIS_URL: optional.refine(
    url => url === undefined || z.url({ protocol: /^rediss?$/ }).safeParse(url).success,
    'expected the address of a Redis server, which begins with redis:// or rediss://',
  ),
  AUTH: z.enum(['', 'required', 'open']).default(''),
  ALLOW_PRIVATE_ENDPOINTS: flag,
  API_KEY_PEPPER: optional,
  OPERATOR_TOKEN: optional,
  CRON_SECRET: optional,
  RECEIPT_SECRET: optional,
  JWT_SECRET: optional,
  JWT_JWKS_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  JWT_ISSUER: optional,
  JWT_AUDIENCE: optional,
  TRUST_GEO_HEADERS: flag,
  COUNTRY_HEADER: z
    .string()
    .regex(/^[a-z0-9-]{0,64}$/i, 'expected the name of a header, such as cf-ipcountry')
    .default(''),
  EDGE_REGION: z
    .string()
    .regex(/^([a-z][a-z0-9-]{1,31})?$/, 'expected a region code, such as sin1')
    .default(''),
  CORS_ORIGINS: z.string().default(''),
  CACHE_S3_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  CACHE_S3_REGION: optional,
  CACHE_S3_ACCESS_KEY_ID: optional,
  CACHE_S3_SECRET_ACCESS_KEY: optional,
  MAX_CALLS_IN_FLIGHT: z.union([z.literal(''), z.coerce.number().int().min(1).max(100_000)]).default(''),
  ...telemetryVariables,
})

/** The names of all settings; the platform sets those that begin with VERCEL. */
export const settingNames: readonly string[] = Object.keys(variables.shape)

type Values = Readonly<Record<string, string | undefined>>

/** What a host can do beside the Web's standards. */
export type Abilities = {
  /** Whether it can speak to a Redis server over a connection of its own. */
  readonly canConnect: boolean
}

/** Parses the settings out of environment variables; see the README for each. */
export function parseEnvironment(values: Values, abilities: Abilities = { canConnect: false }): Environment {
  const parsed = variables.safeParse(values)
  const problems = parsed.success ? [] : parsed.error.issues.map(toProblem)
  const unreadable = new Set(problems.map(({ path }) => path))
  const readable = Object.entries(values).filter(([name]) => !unreadable.has(name))
  const settings = parsed.success ? parsed.data : variables.parse(Object.fromEntries(readable))
  const isProduction = settings.VERCEL_ENV === 'production'
  const ownPepper = settings.API_KEY_PEPPER
  return {
    host: isProduction ? 'production' : settings.VERCEL === '1' ? 'preview' : 'elsewhere',
    named: new Set(settingNames.filter(name => values[name]?.trim())),
    configStore: configStore(settings),
    redis: redisAddress(settings, abilities),
    objectStore: objectAddress(settings),
    access: settings.AUTH || (isProduction || unreadable.has('AUTH') ? 'required' : 'open'),
    geo: {
      // Off the platform whoever calls can write these headers.
      platformHeaders: settings.VERCEL === '1' || settings.TRUST_GEO_HEADERS === '1',
      countryHeader: settings.COUNTRY_HEADER || undefined,
      edge: settings.EDGE_REGION || 'local',
    },
    allowPrivate: settings.ALLOW_PRIVATE_ENDPOINTS === '1',
    apiKeyPepper: ownPepper ?? (isProduction ? undefined : developmentPepper),
    operatorToken: settings.OPERATOR_TOKEN,
    cronSecret: settings.CRON_SECRET,
    receiptSecret: settings.RECEIPT_SECRET ?? (ownPepper && `receipts/${ownPepper}`),
    tokenIssuer: {
      secret: settings.JWT_SECRET,
      jwksUrl: settings.JWT_JWKS_URL || undefined,
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
    },
    mayUseBundledMap: !isProduction || configStore(settings) !== undefined,
    corsOrigins: settings.CORS_ORIGINS.split(',').flatMap(origin => origin.trim().replace(/\/$/, '') || []),
    mostInFlight: settings.MAX_CALLS_IN_FLIGHT || usualInFlight,
    ...telemetrySettings(settings),
    problems,
  }
}

// An instance has 128 MB, and a stream that nobody reads holds some tens of kilobytes.
const usualInFlight = 1000

// Keys made without a pepper of one's own work on this machine's stores and are refused in production.
const developmentPepper = 'development'

type Settings = z.infer<typeof variables>

function configStore({ EDGE_CONFIG, GLOBAL_CONFIG }: Settings): Environment['configStore'] {
  if (EDGE_CONFIG !== undefined) return { edgeConfig: EDGE_CONFIG }
  return GLOBAL_CONFIG === undefined ? undefined : { globalConfig: GLOBAL_CONFIG }
}

function objectAddress(settings: Settings): Environment['objectStore'] {
  const { CACHE_S3_URL: url, CACHE_S3_ACCESS_KEY_ID: accessKeyId } = settings
  const secretAccessKey = settings.CACHE_S3_SECRET_ACCESS_KEY
  if (!url || accessKeyId === undefined || secretAccessKey === undefined) return undefined
  return {
    url: url.replace(/\/$/, ''),
    region: settings.CACHE_S3_REGION ?? 'auto',
    accessKeyId,
    secretAccessKey,
  }
}

function redisAddress(settings: Settings, { canConnect }: Abilities): Environment['redis'] {
  const own = address(settings.UPSTASH_REDIS_REST_URL, settings.UPSTASH_REDIS_REST_TOKEN)
  const rest = own ?? address(settings.KV_REST_API_URL, settings.KV_REST_API_TOKEN)
  if (rest !== undefined || !canConnect || settings.REDIS_URL === undefined) return rest
  return { server: settings.REDIS_URL }
}

// A token goes only to the address that it was named beside.
function address(url: string | undefined, token: string | undefined): Environment['redis'] {
  return url === undefined || token === undefined ? undefined : { url, token }
}

function toProblem(issue: z.core.$ZodIssue): Problem {
  return { path: issue.path.join('.'), message: issue.message }
}

/** The settings of this deployment. */
export function readEnvironment(abilities?: Abilities): Environment {
  return parseEnvironment(process.env, abilities)
}

/** Where a server of our own listens: `HOST` and `PORT`, by themselves every address and 3000. */
export function readListening(): { readonly hostname: string | undefined; readonly port: number } {
  const { HOST, PORT } = process.env
  return { hostname: HOST?.trim() || undefined, port: Number(PORT?.trim() || 3000) }
}
