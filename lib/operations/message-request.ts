import * as z from 'zod'
import { madeOnce } from '@/lib/openai/made-once'

function content() {
  return z.union([z.string(), z.array(z.looseObject({ type: z.string() }))])
}

/** What we read of a request to make a message. Source: https://docs.claude.com/en/api/messages */
export const messageRequest = madeOnce(() =>
  z.looseObject({
    model: z.string().min(1).max(256),
    messages: z
      .array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content: content() }))
      .min(1),
    max_tokens: z.int().min(0),
    system: content().nullish(),
    stream: z.boolean().nullish(),
    temperature: z.number().min(0).max(1).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    top_k: z.int().min(0).nullish(),
    stop_sequences: z.array(z.string()).nullish(),
    tools: z.array(z.looseObject({ name: z.string().optional() })).nullish(),
    /** Servers whose tools the endpoint calls by itself. */
    mcp_servers: z.array(z.unknown()).nullish(),
    tool_choice: z.looseObject({ type: z.string() }).nullish(),
    thinking: z.looseObject({ type: z.string() }).nullish(),
    metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
  }),
)
