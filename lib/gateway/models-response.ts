import { allowedZones } from '@/lib/access/allowed-zones'
import { isModelAllowed } from '@/lib/access/is-model-allowed'
import type { Admission } from '@/lib/gateway/admission'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { servableModels } from '@/lib/gateway/servable-models'
import { resolveModel } from '@/lib/models/resolve-model'
import { anthropicModel, anthropicModelList } from '@/lib/openai/anthropic-model-list'
import { ApiError } from '@/lib/openai/api-error'
import { modelList } from '@/lib/openai/model-list'

type Asked = {
  readonly path: string
  readonly headers: Headers
  readonly trace: CallTrace
  readonly admitted: Admission
}

/**
 * The models that this caller can be served, with the aliases and tasks that lead to one, as a list or, by its id, one of
 * them; throws `model_not_found`.
 */
export async function modelsResponse(
  { path, headers, trace, admitted }: Asked,
  dependencies: Dependencies,
): Promise<Response> {
  trace.view = await dependencies.regionMap.current()
  const { told, others } = await namesFor(trace, admitted, dependencies)
  const list = modelList(told)
  // Anthropic's clients ask at the same path for another shape, and always name their version.
  const isAnthropic = headers.has('anthropic-version')
  if (path === '/models') return Response.json(isAnthropic ? anthropicModelList(list.data) : list)
  const id = decode(path.slice('/models/'.length))
  const model = [...list.data, ...modelList(others).data].find(each => each.id === id)
  if (model === undefined)
    throw new ApiError('model_not_found', 'No endpoint serves this model.', { param: 'model' })
  return Response.json(isAnthropic ? anthropicModel(model) : model)
}

// What is listed, and what else is there for whoever asks for it by name: an endpoint that takes any promises nothing.
async function namesFor(trace: CallTrace, { plan, identity }: Admission, dependencies: Dependencies) {
  const { value: models } = await dependencies.models.current()
  const { aliases, tasks, catalogue } = models
  const { names, any } = servableModels(trace, {
    operation: undefined,
    allowedZones: allowedZones(plan, identity),
    dependencies,
  })
  const isAllowed = (name: string) => isModelAllowed(name, { plan, identity })
  const named = [...names.keys()].filter(isAllowed)
  // Of what takes any model, those are known that the catalogue has.
  const others = any ? [...catalogue.keys()].filter(isAllowed) : []
  const served = names.size === 0 ? others : named
  const leads = (name: string) => {
    const { model } = resolveModel(name, { taskId: null, models })
    if (model === undefined) return served.length > 0 || any
    // Who is allowed an alias is allowed what it stands for.
    return (names.has(model) || any) && (isAllowed(model) || isAllowed(name))
  }
  return { told: [...served, ...[...aliases.keys(), ...tasks.keys()].filter(leads)], others }
}

function decode(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    // Not percent-encoded text: then the id is what stands there.
    return id
  }
}
