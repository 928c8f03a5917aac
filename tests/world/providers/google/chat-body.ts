import type { JsonObject } from '../json-object'
import { chatMessages } from './chat-messages'
import type { Declaration, GeminiRequest } from './gemini-request'
import { jsonSchema } from './json-schema'

/** A request to Gemini as the chat that is simulated, so that both are answered under the same conditions. */
export function chatBody(request: GeminiRequest, model: string): JsonObject {
  const { maxOutputTokens, stopSequences, candidateCount } = request.generationConfig ?? {}
  const declared = (request.tools ?? []).flatMap(tool => tool.functionDeclarations ?? [])
  return {
    model,
    messages: chatMessages(request),
    max_tokens: maxOutputTokens,
    stop: stopSequences,
    n: candidateCount,
    tools: declared.length === 0 ? undefined : declared.map(toTool),
    tool_choice: toolChoice(request),
    response_format: responseFormat(request),
  }
}

function toTool({ name, parameters, parametersJsonSchema }: Declaration): JsonObject {
  const schema = parametersJsonSchema ?? jsonSchema(parameters)
  return { type: 'function', function: { name, parameters: schema } }
}

function toolChoice({ toolConfig }: GeminiRequest): unknown {
  const { mode, allowedFunctionNames: [name] = [] } = toolConfig?.functionCallingConfig ?? {}
  if (mode === 'NONE') return 'none'
  return name === undefined ? undefined : { type: 'function', function: { name } }
}

function responseFormat({ generationConfig }: GeminiRequest): unknown {
  if (generationConfig?.responseMimeType !== 'application/json') return undefined
  const schema = generationConfig.responseJsonSchema ?? jsonSchema(generationConfig.responseSchema)
  return schema === undefined ? { type: 'json_object' } : { type: 'json_schema', json_schema: { schema } }
}
