import { explainRoute } from '@/lib/gateway/explain-route'
import { handleCall } from '@/lib/gateway/handle-call'
import { buildDependencies, type World } from './build-dependencies'
import { buildGet, buildRequest } from './build-request'
import { seededRandom } from './seeded-random'

/** A gateway that throws its dice, and what a caller sees of it. */
export type Gateway = World & {
  /** Serves one call, whose response goes out; says which endpoints were tried, as `x-route-attempts` does. */
  call(asked?: Parameters<typeof buildRequest>[0]): Promise<string>
  serve(asked?: Parameters<typeof buildRequest>[0]): Promise<Response>
  /** Why endpoints are none to go to, as `/api/route` tells. */
  excluded(): Promise<Readonly<Record<string, string>>>
}

/** Builds a gateway that limits nobody; what it leaves for after a response is done at once. */
export function buildGateway(options: Parameters<typeof buildDependencies>[0] = {}): Gateway {
  const world = buildDependencies({ plans: { anonymous: {} }, ...options })
  const dependencies = { ...world.dependencies, random: seededRandom(1) }
  const serve: Gateway['serve'] = async asked => {
    const { value } = await world.effects.outcome(handleCall(buildRequest(asked), dependencies))
    return value
  }
  return {
    ...world,
    dependencies,
    serve,
    async call(asked) {
      const response = await serve(asked)
      const reading = response.arrayBuffer().catch(() => undefined)
      await world.runDeferred()
      await reading
      return response.headers.get('x-route-attempts') ?? ''
    },
    async excluded() {
      const request = buildGet('/api/route?country=VN&model=gpt-4.1')
      const { value } = await world.effects.outcome(explainRoute(request, dependencies))
      const body: { excluded: { endpoint: string; reason: string }[] } = await value.json()
      return Object.fromEntries(body.excluded.map(({ endpoint, reason }) => [endpoint, reason]))
    },
  }
}
