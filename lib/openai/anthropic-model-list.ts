import type { ModelObject } from '@/lib/openai/model-list'

/**
 * The models as Anthropic's clients list them, all on one page; when each was made is not known, hence 1970.
 * Source: https://docs.claude.com/en/api/models-list
 */
export function anthropicModelList(models: readonly ModelObject[]) {
  const data = models.map(anthropicModel)
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
}

export function anthropicModel({ id }: ModelObject) {
  return { type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z' }
}
