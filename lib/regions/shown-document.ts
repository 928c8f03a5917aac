import { isObject } from '@/lib/openai/is-object'
import { keyName } from '@/lib/regions/endpoint-row'
import { endpointFields } from '@/lib/regions/unknown-fields'

const hidden = '(not shown)'

// A key that was pasted in the wrong place is refused by the map's check, and shown to nobody.
const sensitive: Readonly<Record<string, RegExp>> = {
  apiKeyEnv: keyName,
  baseUrl: /^https?:\/\/[^\s@?#\\]+$/i,
}

/** An operator's region map as it may be shown: whatever in an endpoint's row could be a key by mistake is left out. */
export function shownDocument(document: unknown): unknown {
  if (!isObject(document) || !isObject(document.endpoints)) return hidden
  const rows = Object.entries(document.endpoints).map(([id, row]) => [id, shownRow(row)] as const)
  const { canary, ...rest } = document
  return {
    ...rest,
    endpoints: Object.fromEntries(rows),
    ...(canary !== undefined && { canary: shownCanary(canary) }),
  }
}

function shownCanary(canary: unknown): unknown {
  if (!isObject(canary)) return hidden
  return Object.fromEntries(
    Object.entries(canary).map(([name, value]) => {
      if (name === 'map') return [name, shownDocument(value)]
      return [name, isDose(name, value) ? value : hidden]
    }),
  )
}

function isDose(name: string, value: unknown): boolean {
  if (name === 'share') return typeof value === 'number'
  return name === 'countries' && Array.isArray(value) && value.every(each => /^[A-Z]{2}$/.test(String(each)))
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
