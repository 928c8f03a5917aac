import { isObject } from '@/lib/openai/is-object'
import { contentTokens, holdsPicture, messageTokens } from '@/lib/operations/estimate-tokens'
import { limitsOf } from '@/lib/operations/limits-of'
import { messageRequest } from '@/lib/operations/message-request'
import { readMessageEvent } from '@/lib/operations/read-message-event'
import { readMessageUsage } from '@/lib/operations/read-message-usage'
import { readRequest } from '@/lib/operations/read-request'
import type { WireFormat } from '@/lib/operations/wire-format'

const limitFields = ['max_tokens']

// Source: https://docs.claude.com/en/docs/build-with-claude/structured-outputs
function schemaOf({
  output_config: config,
  output_format: older,
}: Readonly<Record<string, unknown>>): unknown {
  return (isObject(config) ? config.format : undefined) ?? older
}

// In OpenAI's words; where it is not said, it is the model's own matter.
const efforts: ReadonlyMap<string | undefined, string> = new Map([
  ['enabled', 'high'],
  ['adaptive', 'high'],
  ['disabled', 'none'],
])

/** Anthropic's messages. Source: https://docs.claude.com/en/api/messages */
export const messageFormat: WireFormat = {
  name: 'message',
  errors: 'anthropic',
  schema: messageRequest,
  limitFields,
  readRequest(body) {
    const request = readRequest(messageRequest(), body)
    const { messages, system, tools } = request
    return {
      model: request.model,
      stream: request.stream ?? false,
      choices: 1,
      usageEvent: 'none',
      answerLimits: limitsOf(request, limitFields),
      ...(typeof request.thinking?.budget_tokens === 'number' && {
        thinkingTokens: request.thinking.budget_tokens,
      }),
      isDeterministic: request.temperature === 0,
      isStored: false,
      effort: efforts.get(request.thinking?.type),
      hasTools: (tools ?? []).length > 0,
      mayAct: (request.mcp_servers ?? []).length > 0,
      hasImages: messages.some(({ content }) => holdsPicture(content)),
      follows: [],
      promptTokens: () =>
        messageTokens(messages, tools, schemaOf(request)) + Math.ceil(contentTokens(system)),
      opening: () => ({
        text: JSON.stringify([system, messages[0]?.content]),
        continues: messages.some(({ role }) => role === 'assistant'),
      }),
    }
  },
  isAnswer: body => isObject(body) && body.type === 'message' && Array.isArray(body.content),
  readUsage: readMessageUsage,
  answerText: ({ content }) => (Array.isArray(content) ? JSON.stringify(content) : ''),
  readData: readMessageEvent,
  closing: 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
}
