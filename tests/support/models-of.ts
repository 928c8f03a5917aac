import type { Models } from '@/lib/models/catalogue'
import { parseModels } from '@/lib/models/parse-models'

/** The operator's models, as a document says them. */
export function modelsOf(document: unknown): Models {
  const { value, problems } = parseModels(document)
  if (value === undefined) throw new Error(JSON.stringify(problems))
  return value
}
