import { isObject } from '@/lib/openai/is-object'
import type { Dialect } from '@/lib/translation/thinking-options'

type Fields = Readonly<Record<string, unknown>>

const isOn = (value: unknown) =>
  value !== undefined && value !== null && value !== false && value !== 0 && !isEmpty(value)
const isEmpty = (value: unknown) => isObject(value) && Object.keys(value).length === 0
const isOther =
  (...known: string[]) =>
  (value: unknown) =>
    isObject(value) && typeof value.type === 'string' && !known.includes(value.type)
const saysMore = (value: unknown) => Array.isArray(value) && value.some(each => each !== 'text')

// What would be missing from the answer, field by field: to leave it out in silence would be a lie.
const losses: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ['n', value => typeof value === 'number' && value > 1],
  ['logprobs', isOn],
  ['top_logprobs', isOn],
  ['logit_bias', isOn],
  ['modalities', saysMore],
  ['audio', isOn],
  ['prediction', isOn],
  ['web_search_options', isObject],
  ['functions', isOn],
  ['tools', value => Array.isArray(value) && value.some(tool => isObject(tool) && !isObject(tool.function))],
  ['tool_choice', isOther('function')],
  ['response_format', isOther('text', 'json_object', 'json_schema')],
  ['messages', value => Array.isArray(value) && value.some(losesPart)],
]

// A tool and an assistant are heard in words alone, and what lies with OpenAI, be it a file or a voice, is known to nobody else.
function losesPart(message: unknown): boolean {
  if (!isObject(message)) return false
  const { role, content, audio, function_call } = message
  const parts = Array.isArray(content) ? content.filter(isObject) : []
  const isKept = role === 'user' ? isShown : isSaid
  return role === 'function' || [audio, function_call].some(isOn) || !parts.every(isKept)
}

function isShown({ type, text, image_url, input_audio, file }: Fields): boolean {
  const isFile = isObject(file) && typeof file.file_data === 'string'
  return (
    (type === 'text' && typeof text === 'string') || isObject(image_url) || isObject(input_audio) || isFile
  )
}

// What was thought is no part of what is said, whoever has written it down.
function isSaid({ type, text, refusal }: Fields): boolean {
  return type === 'thinking' || typeof text === 'string' || typeof refusal === 'string'
}

/** The first field of a chat request that a translation could not do; undefined where all of it can be. */
export function unsupportedField(request: Fields, dialect: Dialect): string | undefined {
  const lost = losses.find(([name, isAsked]) => isAsked(request[name]))?.[0]
  return (
    lost ?? (dialect === 'anthropic' && lacksSchema(request.response_format) ? 'response_format' : undefined)
  )
}

// Any JSON is asked for by another name; without its schema this is none that OpenAI takes either.
function lacksSchema(format: unknown): boolean {
  if (!isObject(format) || format.type !== 'json_schema') return false
  const { json_schema: described } = format
  return !(isObject(described) && isObject(described.schema))
}
