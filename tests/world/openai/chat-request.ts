import { z } from 'zod'

const part = z.looseObject({ type: z.string(), text: z.string().optional() })

const message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(part)]).nullish(),
})

const tool = z.looseObject({
  type: z.string(),
  function: z.looseObject({ name: z.string(), parameters: z.unknown() }).optional(),
})

const namedTool = z.looseObject({
  type: z.string(),
  function: z.looseObject({ name: z.string() }).optional(),
})

const responseFormat = z.looseObject({
  type: z.string(),
  json_schema: z.looseObject({ schema: z.unknown() }).optional(),
})

/** The fields of a chat request that change its answer. */
export const chatRequest = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  n: z.int().min(1).max(128).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z.union([z.string(), namedTool]).nullish(),
  response_format: responseFormat.nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
})

export type ChatRequest = z.infer<typeof chatRequest>
export type ChatMessage = z.infer<typeof message>
