import * as z from 'zod'
import { parseCountry } from '@/lib/geo/country'
import { endpointRow } from '@/lib/regions/endpoint-row'

/** A country as operators write it. */
export const country = z
  .string()
  .refine(value => parseCountry(value) === value, 'expected an ISO 3166-1 alpha-2 code in capitals')

const endpointId = z
  .string()
  .regex(
    /^[A-Za-z0-9][\w.-]{0,63}$/,
    'expected an id of 1 to 64 letters, digits, dots, dashes or underscores',
  )

const zoneName = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores')

const ids = z.array(z.string())

const made = new Map<boolean, ReturnType<typeof make>>()

/**
 * The schema of a region map without a canary as operators write it; with `allowPrivate`, http and private hosts pass. It is made
 * once: that takes longer than to use it, and a cold instance needs one of the two.
 */
export function regionMapDocument({ allowPrivate }: { allowPrivate: boolean }): ReturnType<typeof make> {
  const schema = made.get(allowPrivate) ?? make(allowPrivate)
  made.set(allowPrivate, schema)
  return schema
}

function make(allowPrivate: boolean) {
  return z.object({
    version: z.literal(1),
    endpoints: z
      .record(endpointId, endpointRow({ allowPrivate }))
      .refine(rows => Object.keys(rows).length > 0, 'expected at least one endpoint'),
    countries: z.record(country, ids).default({}),
    zones: z
      .record(zoneName, z.object({ countries: z.array(country).default([]), endpoints: ids.default([]) }))
      .default({}),
    residency: z.record(country, z.array(zoneName).min(1)).default({}),
    default: ids.default([]),
  })
}

export type RegionMapDocument = z.infer<ReturnType<typeof regionMapDocument>>
