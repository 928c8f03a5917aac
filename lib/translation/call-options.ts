import type {
  LanguageModelV3CallOptions,
  LanguageModelV3FunctionTool,
  LanguageModelV3ToolChoice,
} from '@ai-sdk/provider'
import { isObject } from '@/lib/openai/is-object'
import { promptOf } from '@/lib/translation/prompt-of'
import { type Dialect, thinkingOptions } from '@/lib/translation/thinking-options'

type Fields = Readonly<Record<string, unknown>>

/** A chat request as the AI SDK's providers take it. Source: https://platform.openai.com/docs/api-reference/chat/create */
export function callOptions(request: Fields, dialect: Dialect): LanguageModelV3CallOptions {
  const { messages, stop, tools, tool_choice, response_format } = request
  const number = <Name extends string>(from: string, to: Name) => numberAs(request[from], to)
  const stopSequences = [stop].flat().filter(each => typeof each === 'string')
  const known = (Array.isArray(tools) ? tools : []).flatMap(tool => toTool(tool) ?? [])
  const toolChoice = toolChoiceOf(tool_choice)
  const responseFormat = formatOf(response_format)
  const prompt = promptOf(Array.isArray(messages) ? messages.filter(isObject) : [], {
    systemFirst: dialect === 'google',
  })
  // Anthropic's API holds an answer to a schema and to nothing less, and the package would leave the wish out.
  const isToldOfJson = dialect === 'anthropic' && responseFormat?.type === 'json' && !responseFormat.schema
  const limit = {
    ...number('max_tokens', 'maxOutputTokens'),
    ...number('max_completion_tokens', 'maxOutputTokens'),
  }
  return {
    prompt: isToldOfJson ? [anyJson, ...prompt] : prompt,
    ...limit,
    ...number('temperature', 'temperature'),
    ...number('top_p', 'topP'),
    ...number('presence_penalty', 'presencePenalty'),
    ...number('frequency_penalty', 'frequencyPenalty'),
    ...number('seed', 'seed'),
    ...(stopSequences.length > 0 && { stopSequences }),
    ...(known.length > 0 && { tools: known }),
    ...(toolChoice && { toolChoice }),
    ...(responseFormat && !isToldOfJson && { responseFormat }),
    providerOptions: thinkingOptions(request, { dialect, mostTokens: limit.maxOutputTokens }),
  }
}

const anyJson = {
  role: 'system',
  content: 'Answer with one JSON object and nothing else: no other words, and no code fence around it.',
} as const

function numberAs<Name extends string>(value: unknown, name: Name): Partial<Record<Name, number>> {
  const fields: Partial<Record<Name, number>> = {}
  if (typeof value === 'number') fields[name] = value
  return fields
}

function toTool(tool: unknown): LanguageModelV3FunctionTool | undefined {
  const described = isObject(tool) ? tool.function : undefined
  if (!isObject(described)) return undefined
  const { name, description, parameters, strict } = described
  return {
    type: 'function',
    name: String(name),
    inputSchema: isObject(parameters) ? { ...parameters } : { type: 'object', properties: {} },
    ...(typeof description === 'string' && { description }),
    ...(typeof strict === 'boolean' && { strict }),
  }
}

function toolChoiceOf(choice: unknown): LanguageModelV3ToolChoice | undefined {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { type: choice }
  const named = isObject(choice) ? choice.function : undefined
  return isObject(named) ? { type: 'tool', toolName: String(named.name) } : undefined
}

function formatOf(format: unknown): LanguageModelV3CallOptions['responseFormat'] {
  if (!isObject(format)) return undefined
  if (format.type === 'json_object') return { type: 'json' }
  const described = format.type === 'json_schema' ? format.json_schema : undefined
  if (!isObject(described)) return undefined
  const { name, description, schema } = described
  return {
    type: 'json',
    ...(isObject(schema) && { schema: { ...schema } }),
    ...(typeof name === 'string' && { name }),
    ...(typeof description === 'string' && { description }),
  }
}
