import { z } from 'zod'

const text = z.looseObject({
  type: z.literal('text'),
  text: z.string().min(1, 'text content blocks must be non-empty'),
})

const image = z.looseObject({
  type: z.literal('image'),
  source: z.looseObject({ type: z.enum(['base64', 'url', 'file']) }),
})

const toolUse = z.looseObject({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.looseObject({}),
})

const toolResult = z.looseObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [text, image]))]).optional(),
})

const thinkingBlock = z.looseObject({
  type: z.literal('thinking'),
  thinking: z.string(),
  signature: z.string(),
})

const block = z.discriminatedUnion('type', [text, image, toolUse, toolResult, thinkingBlock])

const message = z.strictObject({
  role: z.enum(['user', 'assistant'], {
    error: ({ input }) => (input === undefined ? undefined : `Unexpected role "${input}".`),
  }),
  content: z.union([z.string(), z.array(block)]),
})

const tool = z.looseObject({ name: z.string(), input_schema: z.unknown() })

const toolChoice = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['auto', 'any', 'none']),
    disable_parallel_tool_use: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('tool'),
    name: z.string(),
    disable_parallel_tool_use: z.boolean().optional(),
  }),
])

const smallestBudget = 1024

const thinking = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('enabled'),
    budget_tokens: z.int().min(smallestBudget, `Input should be greater than or equal to ${smallestBudget}`),
  }),
  z.looseObject({ type: z.enum(['disabled', 'adaptive']) }),
])

const share = z
  .number()
  .min(0, 'Input should be greater than or equal to 0')
  .max(1, 'Input should be less than or equal to 1')

/** A request to `POST /v1/messages`: as with Anthropic, a field that it does not know makes it invalid. */
export const messagesRequest = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().min(1, 'Input should be greater than or equal to 1'),
  messages: z.array(message).min(1, 'at least one message is required'),
  system: z.union([z.string(), z.array(text)]).optional(),
  stream: z.boolean().optional(),
  temperature: share.optional(),
  top_p: share.optional(),
  top_k: z.int().min(0).optional(),
  tools: z.array(tool).optional(),
  tool_choice: toolChoice.optional(),
  stop_sequences: z.array(z.string()).optional(),
  thinking: thinking.optional(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
  cache_control: z.unknown().optional(),
  container: z.unknown().optional(),
  inference_geo: z.unknown().optional(),
  output_config: z.unknown().optional(),
})

export type MessagesRequest = z.infer<typeof messagesRequest>
export type MessageContent = MessagesRequest['messages'][number]['content']
export type MessageBlock = z.infer<typeof block>
