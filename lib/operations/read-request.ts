import type * as z from 'zod'
import { ApiError } from '@/lib/openai/api-error'
import { describeFault } from '@/lib/openai/describe-fault'

/** Reads a body by a schema; throws `invalid_request` with `param`. */
export function readRequest<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const { path, message } = describeFault(result.error)
  throw new ApiError('invalid_request', message, { param: path })
}
