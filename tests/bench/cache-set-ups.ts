/** What the gateways of a measurement have to keep answers in. */
export type CacheSetUp = {
  readonly name: string
  /** The plan's `cache`. */
  readonly cache: 'off' | 'any'
  readonly hasRedis: boolean
  readonly hasObjects: boolean
  /** The plan's: whether calls are let in before Redis has counted them. */
  readonly localAllowance: boolean
  /** The figures of the field report that are to be beaten. */
  readonly field: FieldFigures | undefined
}

export type FieldFigures = {
  /** Between 0 and 1. */
  readonly hitRate: number
  readonly meanMs: number
}

const alone = { hasRedis: false, hasObjects: false, localAllowance: false }

export const cacheSetUps: readonly CacheSetUp[] = [
  { name: 'no cache', cache: 'off', ...alone, field: undefined },
  { name: 'memory', cache: 'any', ...alone, field: { hitRate: 0.34, meanMs: 68 } },
  {
    name: 'memory + Redis',
    cache: 'any',
    hasRedis: true,
    hasObjects: false,
    localAllowance: true,
    field: { hitRate: 0.67, meanMs: 31 },
  },
  {
    name: 'all tiers',
    cache: 'any',
    hasRedis: true,
    hasObjects: true,
    localAllowance: true,
    field: { hitRate: 0.89, meanMs: 12 },
  },
  // As a plan is by itself: what the allowance gains is the difference to the line above.
  {
    name: 'all tiers, each call admitted by Redis first',
    cache: 'any',
    hasRedis: true,
    hasObjects: true,
    localAllowance: false,
    field: undefined,
  },
]

/** How far away everything is, there and back. */
export const distances = { endpointMs: 142, redisMs: 20, objectsMs: 40 } as const
