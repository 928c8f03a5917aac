import { z } from 'zod'

const partTypes = [
  'input_text',
  'input_image',
  'input_file',
  'output_text',
  'refusal',
  'summary_text',
] as const

const part = z.looseObject({ type: z.enum(partTypes), text: z.string().optional() })
const content = z.union([z.string(), z.array(part)])

const message = z.looseObject({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content,
})

const functionCall = z.looseObject({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
})

const functionCallOutput = z.looseObject({
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: content,
})

const reasoning = z.looseObject({ type: z.literal('reasoning'), summary: z.array(part) })

// Items that stand for something outside the text, and add nothing to an answer here.
const reference = z.looseObject({
  type: z.enum(['item_reference', 'web_search_call', 'file_search_call', 'code_interpreter_call']),
})

const item = z.union([message, functionCall, functionCallOutput, reasoning, reference])

const tool = z.looseObject({ type: z.string(), name: z.string().optional(), parameters: z.unknown() })

const toolChoice = z.looseObject({ type: z.string(), name: z.string().optional() })

const textFormat = z.looseObject({ type: z.string(), schema: z.unknown() })

/** The fields of a request to `POST /v1/responses` that its answer repeats or that change it. */
export const responsesRequest = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(item).min(1)]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z.union([z.enum(['none', 'auto', 'required']), toolChoice]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  previous_response_id: z.string().nullish(),
  store: z.boolean().nullish(),
  reasoning: z.looseObject({}).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  text: z.looseObject({ format: textFormat.optional() }).nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  user: z.string().nullish(),
  max_tool_calls: z.int().min(1).nullish(),
  prompt_cache_key: z.string().nullish(),
  safety_identifier: z.string().nullish(),
})

export type ResponsesRequest = z.infer<typeof responsesRequest>
export type InputItem = z.infer<typeof item>
export type InputContent = z.infer<typeof content>
