import { outputItem } from './output-item'
import type { ResponsesAnswer } from './responses-answer'
import type { ResponsesRequest } from './responses-request'

/** A response that is being made: what the request asked for, with every field that OpenAI answers. */
export function responseInProgress(request: ResponsesRequest, { id, createdAt }: ResponsesAnswer) {
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    background: false,
    completed_at: null,
    error: null,
    incomplete_details: null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    model: request.model,
    output: [],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    reasoning: { effort: null, summary: null, ...request.reasoning },
    safety_identifier: request.safety_identifier ?? null,
    service_tier: 'auto',
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    text: { format: { type: 'text' }, verbosity: 'medium', ...request.text },
    tool_choice: request.tool_choice ?? 'auto',
    tools: (request.tools ?? []).map(withDefaults),
    top_logprobs: 0,
    top_p: request.top_p ?? 1,
    truncation: request.truncation ?? 'disabled',
    usage: null,
    user: request.user ?? null,
    metadata: request.metadata ?? {},
  }
}

/** The response as it is in the end, which is a plain call's answer. */
export function responseObject(request: ResponsesRequest, answer: ResponsesAnswer) {
  const { status, createdAt, inputTokens, outputTokens } = answer
  const completed = status === 'completed'
  return {
    ...responseInProgress(request, answer),
    status,
    completed_at: completed ? createdAt : null,
    incomplete_details: completed ? null : { reason: 'max_output_tokens' },
    output: [outputItem(answer)],
    service_tier: 'default',
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
  }
}

function withDefaults(tool: NonNullable<ResponsesRequest['tools']>[number]) {
  return tool.type === 'function' ? { description: null, strict: true, ...tool } : tool
}
