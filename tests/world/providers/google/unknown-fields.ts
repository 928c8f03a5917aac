import { isRecord } from '../../is-record'
import type { JsonObject } from '../json-object'
import type { UnknownName } from './google-unknown-names'

const known = {
  request:
    'contents systemInstruction generationConfig tools toolConfig safetySettings cachedContent labels model',
  generation:
    'maxOutputTokens temperature topP topK stopSequences responseMimeType responseSchema responseJsonSchema seed candidateCount thinkingConfig presencePenalty frequencyPenalty responseLogprobs logprobs responseModalities mediaResolution speechConfig imageConfig',
  content: 'role parts',
  part: 'text functionCall functionResponse inlineData fileData thought thoughtSignature executableCode codeExecutionResult videoMetadata',
  declaration: 'name description parameters parametersJsonSchema response responseJsonSchema behavior',
  // ai.google.dev/api/caching#Schema: `additionalProperties`, `$ref` and the like are not among them.
  schema:
    'type format title description nullable enum maxItems minItems properties required minProperties maxProperties minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum',
} as const

type Kind = keyof typeof known

/** What a request to generate content has that Google's messages have not. */
export function unknownFields(body: JsonObject): UnknownName[] {
  const generation = body.generationConfig
  return [
    ...inObject(body, { kind: 'request', at: '' }),
    ...inObject(generation, { kind: 'generation', at: 'generation_config' }),
    ...inSchema(
      isRecord(generation) ? generation.responseSchema : undefined,
      'generation_config.response_schema',
    ),
    ...inContent(body.systemInstruction, 'system_instruction'),
    ...listOf(body.contents).flatMap((content, index) => inContent(content, `contents[${index}]`)),
    ...listOf(body.tools).flatMap((tool, index) => inTool(tool, `tools[${index}]`)),
  ]
}

function inContent(content: unknown, at: string): UnknownName[] {
  const parts = isRecord(content) ? listOf(content.parts) : []
  return [
    ...inObject(content, { kind: 'content', at }),
    ...parts.flatMap((part, index) => inObject(part, { kind: 'part', at: `${at}.parts[${index}]` })),
  ]
}

function inTool(tool: unknown, at: string): UnknownName[] {
  const declarations = isRecord(tool) ? listOf(tool.functionDeclarations) : []
  return declarations.flatMap((declaration, index) => {
    const here = `${at}.function_declarations[${index}]`
    const parameters = isRecord(declaration) ? declaration.parameters : undefined
    return [
      ...inObject(declaration, { kind: 'declaration', at: here }),
      ...inSchema(parameters, `${here}.parameters`),
    ]
  })
}

function inSchema(schema: unknown, at: string): UnknownName[] {
  if (!isRecord(schema)) return []
  const properties = isRecord(schema.properties) ? Object.values(schema.properties) : []
  return [
    ...inObject(schema, { kind: 'schema', at }),
    ...properties.flatMap((property, index) => inSchema(property, `${at}.properties[${index}].value`)),
    ...inSchema(schema.items, `${at}.items`),
    ...listOf(schema.anyOf).flatMap((choice, index) => inSchema(choice, `${at}.any_of[${index}]`)),
  ]
}

function inObject(object: unknown, { kind, at }: { kind: Kind; at: string }): UnknownName[] {
  if (!isRecord(object)) return []
  const names = known[kind].split(' ')
  return Object.keys(object)
    .filter(name => !names.includes(name))
    .map(name => ({ name, at }))
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
