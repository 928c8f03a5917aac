import { allowedZones } from '@/lib/access/allowed-zones'
import type { Identity } from '@/lib/access/identity'
import { isModelAllowed } from '@/lib/access/is-model-allowed'
import type { Plan } from '@/lib/access/plan'
import { requireAllowed } from '@/lib/access/require-allowed'
import { askedZone } from '@/lib/gateway/asked-zone'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { fitCall } from '@/lib/gateway/fit-call'
import { requireServable } from '@/lib/gateway/require-servable'
import { servableModels } from '@/lib/gateway/servable-models'
import { capAnswer } from '@/lib/models/cap-answer'
import type { Ability, Models } from '@/lib/models/catalogue'
import { chooseModel, type LossReason, type RankedModels } from '@/lib/models/choose-model'
import { type Meant, resolveModel } from '@/lib/models/resolve-model'
import { ApiError } from '@/lib/openai/api-error'
import { isReasoning } from '@/lib/operations/is-reasoning'
import { type Call, type Changes, changeCall } from '@/lib/operations/parse-call'
import { longestAnswer } from '@/lib/operations/request-facts'

/** A call with its model, those that it may turn to, and how that came about. */
export type ResolvedCall = {
  readonly call: Call
  /** The same call for the models that may stand in, in this order. */
  readonly fallbacks: readonly Call[]
  readonly choice: ModelChoice
  /** How many messages were dropped to fit. */
  readonly trimmed: number
}

/** How a call came by its model. */
export type ModelChoice = {
  readonly asked: string
  readonly reason: Meant['reason'] | 'larger-window' | RankedModels['priority']
  readonly task: string | undefined
  readonly priority: RankedModels['priority'] | undefined
  readonly fallbacks: readonly string[]
  /** Those that would have done, or not, and why each lost. */
  readonly alternatives: readonly { readonly model: string; readonly reason: LossReason }[]
}

/** Whom it is for, and by which region map. */
type Served = Pick<CallTrace, 'view' | 'caller'>

type Asked = {
  readonly headers: Headers
  readonly plan: Plan
  readonly identity: Pick<Identity, 'models' | 'zones'>
}

/**
 * Finds the model of a call: by its name, an alias, a task, or by a choice; and brings the call within the limits of that
 * model, its task and its plan. Throws what speaks against it, before anything is sent or counted.
 */
export async function resolveCall(
  call: Call,
  { headers, plan, identity }: Asked,
  { trace, dependencies }: { trace: Served; dependencies: Dependencies },
): Promise<ResolvedCall> {
  const { value: models } = await dependencies.models.current()
  const meant = resolveModel(call.model, { taskId: headers.get('x-task'), models })
  const granted = { headers, plan, identity }
  if (meant.model !== undefined) requireAllowed(call, { ...granted, model: meant.model })
  const ranked =
    meant.model === undefined ? rank(call, { meant, models, trace, granted, dependencies }) : undefined
  const model = meant.model ?? ranked?.ranked[0]
  if (model === undefined)
    throw new ApiError('model_not_found', 'No model that this credential allows can serve this call.', {
      param: 'model',
    })
  const others = headers.get('x-no-fallback') === '1' ? [] : othersOf(model, { ranked, models })
  const allowed = others.filter(each => isModelAllowed(each, granted))
  const fitted = fitCall(withModel(call, model), { others: allowed, overflow: plan.overflow, models })
  const cap = (each: Call) => marked(changed(each, capsOf(each, { meant, models, plan })), models)
  return {
    call: cap(fitted.call),
    fallbacks: fitted.others.map(other => cap(withModel(fitted.call, other))),
    choice: {
      asked: call.model,
      reason: fitted.call.model === model ? (ranked?.priority ?? meant.reason) : 'larger-window',
      task: meant.task?.id,
      priority: ranked?.priority ?? meant.task?.priority,
      fallbacks: fitted.others,
      alternatives: ranked?.lost ?? [],
    },
    trimmed: fitted.dropped,
  }
}

// So many stand by for a model that was chosen.
const mostOthers = 3

function othersOf(model: string, { ranked, models }: { ranked: RankedModels | undefined; models: Models }) {
  const fallbacks = models.catalogue.get(model)?.fallbacks ?? []
  const others = ranked === undefined ? fallbacks : ranked.ranked.slice(1, 1 + mostOthers)
  const meant = others.flatMap(each => resolveModel(each, { taskId: null, models }).model ?? [])
  return [...new Set(meant)].filter(each => each !== model)
}

type Ranking = {
  readonly meant: Meant
  readonly models: Models
  readonly trace: Served
  readonly granted: Asked
  readonly dependencies: Dependencies
}

function rank(call: Call, { meant, models, trace, granted, dependencies }: Ranking): RankedModels {
  requireAllowed(call, { ...granted, model: undefined })
  const { catalogue } = models
  const asked = {
    operation: call.operation.name,
    allowedZones: allowedZones(granted.plan, granted.identity),
    zone: askedZone(granted.headers),
    only: granted.headers.get('x-route-to') ?? undefined,
    dependencies,
  }
  const { names, any } = servableModels(trace, asked)
  if (names.size === 0 && !any) requireServable(trace, asked)
  // Who names no model but takes any is believed to know those of the catalogue.
  const served = names.size === 0 && any ? [...catalogue.keys()] : [...names.keys()]
  return chooseModel(
    served.filter(name => isModelAllowed(name, granted)),
    {
      catalogue,
      traits: {
        promptTokens: call.promptTokens(),
        answerTokens: longestAnswer(call) ?? 0,
        needs: needsOf(call),
        effort: call.effort,
        priority: meant.task?.priority ?? granted.plan.autoPriority,
      },
    },
  )
}

function needsOf({ operation, hasTools, hasImages, effort }: Call): readonly Ability[] {
  if (operation.name === 'embeddings') return ['embeddings']
  const thinks = effort !== undefined && !['none', 'minimal', 'low'].includes(effort)
  return [
    ...(hasTools ? (['tools'] as const) : []),
    ...(hasImages ? (['images'] as const) : []),
    ...(thinks ? (['reasoning'] as const) : []),
  ]
}

function withModel(call: Call, model: string): Call {
  return call.model === model ? call : changeCall(call, { model })
}

function changed(call: Call, changes: Changes): Call {
  return Object.keys(changes).length === 0 ? call : changeCall(call, changes)
}

// Many that think have names that do not tell.
function marked(call: Call, { catalogue }: Models): Call {
  const mayThink = catalogue.get(call.model)?.abilities?.includes('reasoning')
  return mayThink ? { ...call, mayThink } : call
}

type Capping = { readonly meant: Meant; readonly models: Models; readonly plan: Plan }

function capsOf(call: Call, { meant: { task }, models, plan }: Capping): Changes {
  const caps = capAnswer(call, {
    modelTokens: models.catalogue.get(call.model)?.maxOutputTokens,
    wantedTokens: [shareOf(plan.maxTokensPerRequest, call.choices), task?.maxTokens],
  })
  const { temperature } = task ?? {}
  const isTaken =
    (call.request.temperature ?? undefined) === undefined && call.operation.name !== 'embeddings'
  // Models that think set their own.
  const thinks = isReasoning(call) || isReasoning({ model: call.model, effort: undefined })
  if (temperature === undefined || !isTaken || thinks) return caps
  return { ...caps, temperature: call.operation.name === 'messages' ? Math.min(1, temperature) : temperature }
}

// What the plan allows a call is for all of its answers.
function shareOf(tokens: number | undefined, choices: number): number | undefined {
  return tokens === undefined ? undefined : Math.floor(tokens / choices)
}
