import * as z from 'zod'
import { madeOnce } from '@/lib/openai/made-once'

/** One or more texts, each as such or as the model's tokens. */
export const textOrTokens = madeOnce(() => {
  const tokens = z.array(z.int().min(0)).min(1)
  return z.union([z.string(), z.array(z.string()).min(1), tokens, z.array(tokens).min(1)])
})
