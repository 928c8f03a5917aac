import { isObject } from '@/lib/openai/is-object'
import { endpointFields } from '@/lib/regions/unknown-fields'

const hidden = '(not shown)'

// A key that was pasted in the wrong place is refused by the map's check, and shown to nobody.
const sensitive: Readonly<Record<string, RegExp>> = {
  apiKeyEnv: /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
  baseUrl: /^https?:\/\/[^\s@?#\\]+$/i,
}

/** An operator's region map as it may be shown: whatever in an endpoint's row could be a key by mistake is left out. */
export function shownDocument(document: unknown): unknown {
  if (!isObject(document) || !isObject(document.endpoints)) return hidden
  const rows = Object.entries(document.endpoints).map(([id, row]) => [id, shownRow(row)] as const)
  return { ...document, endpoints: Object.fromEntries(rows) }
}

function shownRow(row: unknown): unknown {
  if (!isObject(row)) return hidden
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, isShown(name, value) ? value : hidden]),
  )
}

function isShown(name: string, value: unknown): boolean {
  if (!endpointFields.includes(name)) return false
  const form = sensitive[name]
  return form === undefined || (typeof value === 'string' && form.test(value))
}
