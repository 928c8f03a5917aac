import { isRecord } from '../../world/is-record'
import { parseJson } from '../../world/parse-json'
import { type Endpoint, startEndpoint } from '../../world/start-endpoint'
import { callsOf } from './calls-of'
import { knowModels } from './know-map'
import { readUsageRecords, type UsageRecords } from './read-usage-records'
import type { Asked, Reply } from './send-to'
import { type Access, startAccess } from './start-access'

/** A call that has reached an endpoint. */
export type Sent = {
  readonly endpoint: string
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}

/** The production build on a real Redis, before endpoints that serve the models of a test, with a key for each of its plans. */
export type ModelStand = {
  readonly access: Access
  readonly usage: UsageRecords
  endpoint(id: string): Endpoint
  /** Sends with the key of a plan, by an edge that nothing is known at unless one is named. */
  call(plan: string, asked?: Asked): Promise<Reply>
  /** Where the same call would go. */
  explain(plan: string, asked: Asked & { readonly operation?: string }): Promise<Reply>
  /** What has reached the endpoints since the last reset. */
  sent(): readonly Sent[]
  /** Has the endpoints behave as at the start, and forget what has reached them. */
  reset(): Promise<void>
  close(): Promise<void>
}

type Row = {
  /** The models that the endpoint itself knows; any without it. */
  readonly knows?: readonly string[]
  /** Its row in the region map beside its address. */
  readonly row: object
}

type Options = {
  /** The endpoints by their ids, in the default order; one of them serves `gpt-4.1`. */
  readonly endpoints: Readonly<Record<string, Row>>
  readonly models: object
  /** The item `plans`; a plan `warm` without limits is always there. */
  readonly plans?: Readonly<Record<string, object>>
  readonly residency?: Readonly<Record<string, readonly string[]>>
}

/** Starts it. */
export async function startModels({
  endpoints,
  models,
  plans = {},
  residency = {},
}: Options): Promise<ModelStand> {
  const started = new Map<string, Endpoint>()
  for (const [id, { knows }] of Object.entries(endpoints))
    started.set(id, await startEndpoint({ id, region: 'us-east-1', models: knows }))
  const rows = Object.entries(endpoints).map(([id, { row }]) => [
    id,
    { region: 'iad1', zone: 'US', auth: 'none', baseUrl: started.get(id)?.url, ...row },
  ])
  const access = await startAccess({
    endpoints: [],
    plans,
    prepare: ({ edgeConfig }) => {
      edgeConfig.set('models', models)
      edgeConfig.set('regions', {
        version: 1,
        endpoints: Object.fromEntries(rows),
        default: Object.keys(endpoints),
        residency,
      })
    },
  })
  for (const gateway of access.gateways) await knowModels(gateway)
  const keys = new Map<string, string>()
  for (const plan of ['warm', ...Object.keys(plans)]) keys.set(plan, (await access.makeKey(plan)).key)
  const usage = readUsageRecords(access.world.redis)
  let edges = 0
  const call = (plan: string, asked: Asked = {}) =>
    access.sendAs(keys.get(plan) ?? '', {
      ...asked,
      headers: { 'x-vercel-id': `model${++edges}::id`, ...asked.headers },
    })
  return {
    access,
    usage,
    endpoint: id => {
      const found = started.get(id)
      if (found === undefined) throw new Error(`There is no endpoint ${id}.`)
      return found
    },
    call,
    explain: (plan, { operation = 'chat.completions', ...asked }) =>
      call(plan, { ...asked, path: `/api/route?operation=${operation}` }),
    sent: () =>
      [...started].flatMap(([endpoint, each]) =>
        callsOf(each).map(({ bodyText }) => sentTo(endpoint, bodyText)),
      ),
    reset: async () => {
      for (const endpoint of started.values()) {
        endpoint.reset()
        await endpoint.accept()
      }
    },
    close: async () => {
      usage.close()
      await access.close()
      for (const endpoint of started.values()) await endpoint.close()
    },
  }
}

function sentTo(endpoint: string, text: string): Sent {
  const body = parseJson(text)
  return { endpoint, text, body: isRecord(body) ? body : {} }
}
