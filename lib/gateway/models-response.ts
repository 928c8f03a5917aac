import { allowedZones } from '@/lib/access/allowed-zones'
import { isModelAllowed } from '@/lib/access/is-model-allowed'
import type { Admission } from '@/lib/gateway/admission'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { endpointsWithKey } from '@/lib/gateway/endpoints-with-key'
import { ApiError } from '@/lib/openai/api-error'
import { modelList } from '@/lib/openai/model-list'
import { planRoute } from '@/lib/routing/plan-route'

type Asked = { readonly path: string; readonly trace: CallTrace; readonly admitted: Admission }

/** The models that this caller can be served, as a list or, by its id, one of them; throws `model_not_found`. */
export async function modelsResponse(
  { path, trace, admitted }: Asked,
  dependencies: Dependencies,
): Promise<Response> {
  const view = await dependencies.regionMap.current()
  trace.view = view
  const { plan, identity } = admitted
  const { candidates } = planRoute({
    map: view.value,
    health: dependencies.health.of(trace.caller.place.edge),
    withKey: endpointsWithKey(view.value, dependencies.keyOf),
    model: undefined,
    place: trace.caller.place,
    allowedZones: allowedZones(plan, identity),
    now: dependencies.effects.now(),
  })
  const names = candidates.flatMap(({ endpoint }) => [...endpoint.models.names.keys()])
  const list = modelList(names.filter(name => isModelAllowed(name, { plan, identity })))
  if (path === '/models') return Response.json(list)
  const id = decode(path.slice('/models/'.length))
  const model = list.data.find(each => each.id === id)
  if (model === undefined)
    throw new ApiError('model_not_found', 'No endpoint serves this model.', { param: 'model' })
  return Response.json(model)
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    // Not percent-encoded text: then the id is what stands there.
    return id
  }
}
