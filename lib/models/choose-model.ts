import type { Ability, Catalogue, CatalogueModel, Priority } from '@/lib/models/catalogue'

/** What of a call its model is chosen by. */
export type ModelTraits = {
  /** Estimated tokens of the prompt, and of the longest answer that is asked for. */
  readonly promptTokens: number
  readonly answerTokens: number
  readonly needs: readonly Ability[]
  /** How hard the model is to think, in OpenAI's words. */
  readonly effort: string | undefined
  /** What the operator wants the choice to go by; undefined leaves it to the call. */
  readonly priority: Priority | undefined
}

/** Why a model was not chosen. */
export type LossReason =
  | 'not-in-catalogue'
  | 'window-too-small'
  | 'no-tools'
  | 'no-images'
  | 'no-reasoning'
  | 'no-embeddings'
  | 'embeddings-only'
  | 'quality-too-low'
  | 'costs-more'
  | 'slower'
  | 'lower-quality'

/** The models for a call, the best first, what they were chosen by, and those that lost. */
export type RankedModels = {
  readonly priority: Priority
  readonly ranked: readonly string[]
  readonly lost: readonly { readonly model: string; readonly reason: LossReason }[]
}

// Marks below which a model is not trusted with a demanding call, and with any.
const demandingQuality = 7
const anyQuality = 4
const unknownMark = 5

// Longer prompts are read by better models.
const longPrompt = 8000

const loss = { cost: 'costs-more', speed: 'slower', quality: 'lower-quality' } as const

/**
 * Chooses among models that can be served: what cannot do the call is left out, then quality, speed or price decides. Without
 * a priority of the operator's a call that is to think hard goes by quality, one that is not to think by speed, and any other
 * by cost, among models that are good enough for it: better ones where it has tools, pictures or a long prompt.
 */
export function chooseModel(
  names: readonly string[],
  { catalogue, traits }: { catalogue: Catalogue; traits: ModelTraits },
): RankedModels {
  const priority = traits.priority ?? priorityOf(traits)
  const rows = names.map(model => ({ model, row: catalogue.get(model) }))
  const unfit = rows.flatMap(({ model, row }) => {
    const reason = unfitness(row, traits)
    return reason === undefined ? [] : [{ model, reason }]
  })
  const able = rows.flatMap(({ model, row }) =>
    row === undefined || unfit.some(each => each.model === model) ? [] : [{ model, row }],
  )
  const leastQuality = priority === 'quality' ? 0 : isDemanding(traits) ? demandingQuality : anyQuality
  const good = able.filter(({ row }) => qualityOf(row) >= leastQuality)
  // A worse model is better than none.
  const ranked = (good.length > 0 ? good : able).sort(
    (one, other) => compare(one.row, other.row, priority) || (one.model < other.model ? -1 : 1),
  )
  const poor = good.length > 0 ? able.filter(each => !good.includes(each)) : []
  return {
    priority,
    ranked: ranked.map(({ model }) => model),
    lost: [
      ...ranked.slice(1).map(({ model }) => ({ model, reason: loss[priority] })),
      ...poor.map(({ model }) => ({ model, reason: 'quality-too-low' as const })),
      ...unfit,
    ],
  }
}

function priorityOf({ effort }: ModelTraits): Priority {
  if (effort === 'high' || effort === 'xhigh' || effort === 'max') return 'quality'
  return effort === 'none' || effort === 'minimal' || effort === 'low' ? 'speed' : 'cost'
}

function isDemanding({ needs, promptTokens, effort }: ModelTraits): boolean {
  return needs.length > 0 || promptTokens > longPrompt || effort === 'medium'
}

function unfitness(row: CatalogueModel | undefined, traits: ModelTraits): LossReason | undefined {
  if (row === undefined) return 'not-in-catalogue'
  const { contextWindow = Number.POSITIVE_INFINITY, abilities } = row
  // A longer answer than the model can give is capped.
  const answerTokens = Math.min(traits.answerTokens, row.maxOutputTokens ?? traits.answerTokens)
  if (traits.promptTokens + answerTokens > contextWindow) return 'window-too-small'
  const isForEmbeddings = abilities?.includes('embeddings') === true
  if (isForEmbeddings && !traits.needs.includes('embeddings')) return 'embeddings-only'
  const missing = traits.needs.find(need => abilities !== undefined && !abilities.includes(need))
  return missing && (`no-${missing}` as const)
}

function qualityOf({ quality = unknownMark }: CatalogueModel): number {
  return quality
}

// A prompt is usually some three times as long as its answer. What has no price comes last.
function priceOf({ price }: CatalogueModel): number {
  return price === undefined ? Number.MAX_VALUE : 3 * price.input + price.output
}

function compare(one: CatalogueModel, other: CatalogueModel, priority: Priority): number {
  const byQuality = qualityOf(other) - qualityOf(one)
  const bySpeed = (other.speed ?? unknownMark) - (one.speed ?? unknownMark)
  const byPrice = priceOf(one) - priceOf(other)
  if (priority === 'quality') return byQuality || byPrice || bySpeed
  return priority === 'speed' ? bySpeed || byPrice || byQuality : byPrice || byQuality || bySpeed
}
