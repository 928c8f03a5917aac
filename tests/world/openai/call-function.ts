import { jsonForSchema } from './json-for-schema'
import { newId } from './new-id'

export interface AnsweredTool {
  id: string
  name: string
  /** JSON text. */
  arguments: string
}

export interface CallableFunction {
  name: string
  /** A JSON schema. */
  parameters?: unknown
}

/** A call of the wanted or else the first function, with arguments that fit its schema. */
export function callFunction(
  functions: readonly CallableFunction[],
  wanted: string | undefined,
): AnsweredTool | undefined {
  const chosen = functions.find(({ name }) => name === wanted) ?? functions[0]
  if (!chosen) return undefined
  const values = jsonForSchema(chosen.parameters ?? { type: 'object' })
  return { id: newId('call_', 24), name: chosen.name, arguments: JSON.stringify(values) }
}
