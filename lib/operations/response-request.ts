import * as z from 'zod'
import { madeOnce } from '@/lib/openai/made-once'

function item() {
  return z.looseObject({
    type: z.string().nullish(),
    role: z.string().nullish(),
    content: z.unknown().optional(),
  })
}

const stored = 'this gateway does not serve what is stored upstream; send false'

/**
 * What we read of a request to make a response. What could only be fetched by paths that are not served is refused, and so
 * is what belongs to the account behind our key rather than to the caller.
 * Source: https://github.com/openai/openai-openapi, CreateResponse
 */
export const responseRequest = madeOnce(() =>
  z.looseObject({
    model: z.string().min(1).max(256),
    input: z.union([z.string(), z.array(item())]).nullish(),
    instructions: z.string().nullish(),
    stream: z.boolean().nullish(),
    store: z.boolean().nullish(),
    previous_response_id: z.string().min(1).max(256).nullish(),
    conversation: z.null('conversations are not served; use previous_response_id').optional(),
    prompt: z.null('prompts kept upstream are not served').optional(),
    background: z.literal(false, stored).nullish(),
    max_output_tokens: z.int().min(1).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    tools: z.array(z.looseObject({ type: z.string() })).nullish(),
    tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
    parallel_tool_calls: z.boolean().nullish(),
    reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
    text: z.looseObject({}).nullish(),
    metadata: z.record(z.string(), z.string()).nullish(),
    truncation: z.string().nullish(),
    user: z.string().nullish(),
  }),
)

export type ResponseRequest = z.infer<ReturnType<typeof responseRequest>>
