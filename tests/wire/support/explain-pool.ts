import { expect, vi } from 'vitest'
import * as z from 'zod'
import { sendTo } from './send-to'
import { edgeOf, type Pools } from './start-pools'

const explained = z.object({
  candidates: z.array(z.object({ endpoint: z.string(), expectedMs: z.number().nullable() })),
  excluded: z.array(z.object({ endpoint: z.string(), reason: z.string() })),
})

type Explained = {
  /** The candidates in order, without the name of their pool. */
  readonly candidates: readonly string[]
  /** By endpoint, without the name of its pool. */
  readonly excluded: Readonly<Record<string, string>>
  /** Whether the way to each candidate is measured. */
  readonly isMeasured: boolean
}

type Where = { readonly at?: number; readonly edge?: string }

/** Where a gateway would send a pool's next call, and which of the pool's endpoints it leaves out. */
export async function explainPool({ gateways }: Pools, model: string, where: Where = {}): Promise<Explained> {
  const { at = 0, edge = edgeOf(model) } = where
  const path = `/api/route?model=${model}&edge=${edge}`
  const { json } = await sendTo(gateways[at]?.url ?? '', { method: 'GET', path })
  const { candidates, excluded } = explained.parse(json)
  const placeOf = (endpoint: string) => endpoint.slice(model.length + 1)
  return {
    candidates: candidates.map(({ endpoint }) => placeOf(endpoint)),
    excluded: Object.fromEntries(
      excluded
        .filter(({ reason }) => reason !== 'model-not-served')
        .map(({ endpoint, reason }) => [placeOf(endpoint), reason]),
    ),
    isMeasured: candidates.every(({ expectedMs }) => expectedMs !== null),
  }
}

/** Calls a pool until the ways to its endpoints are known at its edge, so that what leads was chosen by measurements. */
export async function knowPool(pools: Pools, model: string, where: Where = {}): Promise<void> {
  await vi.waitFor(
    async () => {
      await pools.call(model, where)
      expect((await explainPool(pools, model, where)).isMeasured).toBe(true)
    },
    { timeout: 20_000, interval: 250 },
  )
  await pools.call(model, where)
}
