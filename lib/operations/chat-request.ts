import * as z from 'zod'
import { madeOnce } from '@/lib/openai/made-once'

// The edge runtime forbids code generation from strings; without this zod would try it once.
z.config({ jitless: true })

function message() {
  // Of a part we read what tells its size; kinds that are yet to be invented pass.
  const part = z.looseObject({
    type: z.string(),
    text: z.string().optional(),
    image_url: z.looseObject({ url: z.string() }).optional(),
  })
  const content = z.union([z.string(), z.array(part).min(1)])
  const toolCall = z.looseObject({ id: z.string(), type: z.string() })
  return z.discriminatedUnion('role', [
    z.looseObject({ role: z.literal('developer'), content }),
    z.looseObject({ role: z.literal('system'), content }),
    z.looseObject({ role: z.literal('user'), content }),
    z.looseObject({
      role: z.literal('assistant'),
      content: content.nullish(),
      tool_calls: z.array(toolCall).nullish(),
    }),
    z.looseObject({ role: z.literal('tool'), content, tool_call_id: z.string() }),
    z.looseObject({ role: z.literal('function'), content: z.string().nullable(), name: z.string() }),
  ])
}

/**
 * What we read of a chat completion request; everything else goes to the endpoint as it came. The bounds are those of
 * OpenAI's schema and no narrower: whatever it allows is accepted.
 * Source: https://github.com/openai/openai-openapi, CreateChatCompletionRequest
 */
export const chatRequest = madeOnce(() =>
  z.looseObject({
    model: z.string().min(1).max(256),
    messages: z.array(message()).min(1),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    n: z.int().min(1).max(128).nullish(),
    max_tokens: z.int().nullish(),
    max_completion_tokens: z.int().nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    presence_penalty: z.number().min(-2).max(2).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
    // Up to 64 bits, more than a JavaScript integer holds.
    seed: z.number().nullish(),
    stop: z.union([z.string(), z.array(z.string()).min(1).max(4)]).nullish(),
    logprobs: z.boolean().nullish(),
    top_logprobs: z.int().min(0).max(20).nullish(),
    logit_bias: z.record(z.string(), z.number()).nullish(),
    tools: z.array(z.looseObject({ type: z.string() })).nullish(),
    tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    response_format: z.looseObject({ type: z.string() }).nullish(),
    modalities: z.array(z.string()).nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
    reasoning_effort: z.string().nullish(),
    service_tier: z.string().nullish(),
    user: z.string().nullish(),
    store: z.boolean().nullish(),
  }),
)

export type ChatRequest = z.infer<ReturnType<typeof chatRequest>>
