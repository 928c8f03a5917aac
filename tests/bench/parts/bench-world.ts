import { type EdgeConfigServer, startEdgeConfig } from '../../world/start-edge-config'

/** What a gateway of ours is told and where it looks things up. */
export type BenchWorld = {
  readonly environment: Readonly<Record<string, string>>
  readonly edgeConfig: EdgeConfigServer
}

type Options = {
  /** Ends in `/v1`. */
  readonly upstreamUrl: string
  readonly storeEnvironment: Readonly<Record<string, string>>
  /** Fields of the callers' plan that take the place of those that are usual here. */
  readonly plan: Readonly<Record<string, unknown>>
}

export const operatorToken = 'operator-of-the-bench'
export const planName = 'bench'
export const model = 'bench'
/** Whence every call comes. */
export const callerHeaders = { 'x-vercel-id': 'sin1::bench', 'x-vercel-ip-country': 'VN' }

// Every kind of limit counts, and none is ever reached.
const usualPlan = {
  requestsPerMinute: 10_000_000,
  tokensPerMinute: 1_000_000_000,
  concurrency: 100_000,
  budgetUsdPerDay: 900_000,
  whenUncounted: 'allowance',
}

const places = {
  sin: { region: 'sin1', zone: 'APAC', location: [1.35, 103.82] },
  nrt: { region: 'hnd1', zone: 'APAC', location: [35.68, 139.69] },
  iad: { region: 'iad1', zone: 'US', location: [38.9, -77.04] },
}

/** The operator's documents with everything on: prices, limits, a budget and three endpoints to choose from. */
export async function startBenchWorld({ upstreamUrl, storeEnvironment, plan }: Options): Promise<BenchWorld> {
  const rows = Object.entries(places).map(([id, place]) => [
    id,
    { ...place, baseUrl: upstreamUrl, apiKeyEnv: 'UPSTREAM_KEY', models: [model] },
  ])
  const edgeConfig = await startEdgeConfig({
    items: {
      regions: {
        version: 1,
        endpoints: Object.fromEntries(rows),
        countries: { VN: ['sin', 'nrt'] },
        default: ['iad'],
      },
      // Who calls without a key has the same plan.
      plans: Object.fromEntries([planName, 'anonymous'].map(name => [name, { ...usualPlan, ...plan }])),
      models: { catalogue: { [model]: { price: { input: 2, output: 8 }, contextWindow: 1_000_000 } } },
    },
  })
  return {
    edgeConfig,
    environment: {
      EDGE_CONFIG: edgeConfig.connectionString,
      ALLOW_PRIVATE_ENDPOINTS: '1',
      TRUST_GEO_HEADERS: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      AUTH: 'required',
      API_KEY_PEPPER: 'pepper-of-the-bench',
      OPERATOR_TOKEN: operatorToken,
      RECEIPT_SECRET: 'receipts-of-the-bench',
      UPSTREAM_KEY: 'sk-bench',
      ...storeEnvironment,
    },
  }
}
