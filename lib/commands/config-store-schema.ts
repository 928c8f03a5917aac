import * as z from 'zod'
import { plansDocument } from '@/lib/access/parse-plans'
import { regionMapSchema } from '@/lib/commands/region-map-schema'
import { modelsDocument } from '@/lib/models/parse-models'
import { noticesDocument } from '@/lib/status/parse-notices'

/**
 * The JSON Schema (draft-07) of the whole Edge Config store. Vercel holds one for each store, against which it checks all of
 * its items together, by their names; items that are not ours may be anything.
 */
export function configStoreSchema(): object {
  const { $schema, definitions, ...regions } = regionMapSchema()
  return {
    $schema,
    title: 'Edge Config store',
    description: 'The items that the gateway reads; each may be absent, and there may be others.',
    type: 'object',
    properties: {
      regions,
      models: itemSchema(modelsDocument),
      plans: itemSchema(plansDocument),
      notices: itemSchema(noticesDocument()),
    },
    definitions,
  }
}

function itemSchema(document: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(document, { target: 'draft-7', io: 'input' })
  return schema
}
