import { isObject } from '@/lib/openai/is-object'

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
  ['tools', value => Array.isArray(value) && value.some(isOther('function'))],
  ['tool_choice', isOther('function')],
  ['messages', value => Array.isArray(value) && value.some(namesFile)],
]

// A file that lies with OpenAI is known to nobody else.
function namesFile(message: unknown): boolean {
  const parts = isObject(message) && Array.isArray(message.content) ? message.content.filter(isObject) : []
  return parts.some(({ file }) => isObject(file) && file.file_data === undefined)
}

/** The first field of a chat request that a translation could not do; undefined where all of it can be. */
export function unsupportedField(request: Fields): string | undefined {
  return losses.find(([name, isAsked]) => isAsked(request[name]))?.[0]
}
