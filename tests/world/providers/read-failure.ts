import { z } from 'zod'
import type { Answer } from '../openai/answer'

export interface Failure {
  status: number
  message: string
  type: string
  param: string | null
  code: string | null
}

const failure = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
})

/** The error of an answer in OpenAI's shape; undefined where it has none. */
export function readFailure({ status, json }: Answer): Failure | undefined {
  const parsed = failure.safeParse(json)
  return status >= 400 && parsed.success ? { status, ...parsed.data.error } : undefined
}
