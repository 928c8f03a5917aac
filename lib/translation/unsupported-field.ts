type Fields = Readonly<Record<string, unknown>>

const isOn = (value: unknown) => value !== undefined && value !== null && value !== false
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
  ['web_search_options', isOn],
  ['functions', isOn],
]

/** The first field of a chat request that a translation could not do; undefined where all of it can be. */
export function unsupportedField(request: Fields): string | undefined {
  return losses.find(([name, isAsked]) => isAsked(request[name]))?.[0]
}
