import { byteLength } from '@/lib/openai/byte-length'
import { repeatedMembers } from '@/lib/regions/repeated-members'
import { unknownFields } from '@/lib/regions/unknown-fields'
import type { MapWarning } from '@/lib/routing/region-map-warnings'

/** A map as somebody wrote it; its value is what its text says. */
export type WrittenMap = { readonly text: string; readonly value: unknown }

/** Finds what may be wrong with how a map is written, be it a map or not: what stands twice or is misspelt may be why it is none. */
export function writtenMapWarnings({ text, value }: WrittenMap): readonly MapWarning[] {
  return [
    ...storeSize(text),
    ...repeatedMembers(text).map(each => ({ kind: 'repeated-member' as const, ...each })),
    ...unknownFields(value).map(each => ({ kind: 'unknown-field' as const, ...each })),
  ]
}

// What the stores of Vercel's plans hold, each all of its items together.
// Source: https://vercel.com/docs/pricing/edge-config
const kilobytesOfHobby = 8
const kilobytesOfPro = 64
const kilobytesOfEnterprise = 512

// What stands between the values of a JSON text, or a string, which keeps what it has.
const layout = /("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g

// Stores hold what a map says, and not how its file is laid out. To write its value anew would fail where it is nested very deep.
function storeSize(text: string): readonly MapWarning[] {
  const kilobytes = byteLength(text.replaceAll(layout, '$1')) / 1024
  if (kilobytes <= kilobytesOfHobby) return []
  const [less, plan] =
    kilobytes <= kilobytesOfPro
      ? [`Hobby plan hold ${kilobytesOfHobby} KB`, `Pro: ${kilobytesOfPro} KB`]
      : [`Pro plan hold ${kilobytesOfPro} KB`, `Enterprise: ${kilobytesOfEnterprise} KB`]
  const message = `is ${kilobytes.toFixed(1)} KB: stores of Vercel’s ${less}, all items together; this one needs ${plan}`
  return [{ kind: 'store-size', path: '', message }]
}
