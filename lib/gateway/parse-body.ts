import type * as z from 'zod'
import { ApiError } from '@/lib/openai/api-error'
import { describeFault } from '@/lib/openai/describe-fault'
import { parseJson } from '@/lib/openai/parse-json'
import { readBody } from '@/lib/openai/read-body'
import type { Clock } from '@/lib/openai/share-timer'

type Options<T> = { readonly schema: z.ZodType<T>; readonly clock: Clock }

/** Reads a request's JSON body by a schema; throws `invalid_json`, or `invalid_request` with the field that is wrong. */
export async function parseBody<T>(request: Request, { schema, clock }: Options<T>): Promise<T> {
  const value = parseJson(await readBody(request, clock))
  if (value === undefined) throw new ApiError('invalid_json', 'The body is not valid JSON.')
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { path, message } = describeFault(parsed.error)
  throw new ApiError('invalid_request', message, { param: path })
}
