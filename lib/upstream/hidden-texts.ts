import { isObject } from '@/lib/openai/is-object'
import type { Hidden } from '@/lib/openai/redact-text'
import type { Call } from '@/lib/operations/parse-call'
import type { Endpoint } from '@/lib/regions/region-map'

type Sent = { readonly key: string | undefined; readonly call: Pick<Call, 'request'> }

/** What an endpoint may quote of a call in an error, and nobody is to be shown: where it is, its key, what was said to it. */
export function hiddenTexts({ baseUrl }: Pick<Endpoint, 'baseUrl'>, { key, call }: Sent): Hidden {
  return {
    words: () => {
      const { host, hostname } = new URL(baseUrl)
      return [...(key === undefined ? [] : [key]), host, hostname]
    },
    prompts: () => spoken.flatMap(member => textsIn(call.request[member])),
  }
}

const spoken = ['messages', 'prompt', 'input', 'system', 'instructions']
// Words of the protocol, which help whoever has got one wrong.
const formal: ReadonlySet<string> = new Set([
  'role',
  'type',
  'id',
  'name',
  'tool_call_id',
  'tool_use_id',
  'call_id',
  'status',
  'detail',
  'media_type',
])

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => (formal.has(name) ? [] : textsIn(inner)))
}
