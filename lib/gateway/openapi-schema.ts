import * as z from 'zod'

type Schema = Readonly<Record<string, unknown>>

/** The JSON Schema of what is asked for, as OpenAPI 3.1 has it. */
export function openapiSchema(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return rest
}

/** The same of an answer: it may hold more than is told, so that a field may be added. */
export function openapiAnswer(schema: z.ZodType): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      delete jsonSchema.additionalProperties
    },
  })
  return rest
}

/** A reference to a part of the document: `schemas/Error`. */
export function openapiRef(part: string): { readonly $ref: string } {
  return { $ref: `#/components/${part}` }
}
