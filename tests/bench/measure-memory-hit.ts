import { Agent } from 'node:http'
import type { MemoryHit } from './cache-outcome'
import { quantile } from './quantile'
import { sendPrompt, sendTimed } from './send-prompt'

const warmUps = 50
const mostMeasured = 500
const mostMs = 3000

/**
 * Sends one prompt again and again to a gateway that has its answer in memory, over one connection and in turn with the
 * cheapest request that the same server answers, so that both meet the machine in the same state.
 */
export async function measureMemoryHit(gatewayUrl: string, prompt: number): Promise<MemoryHit> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: 2500 })
  const hits: number[] = []
  const floors: number[] = []
  await sendPrompt(gatewayUrl, { prompt, agent })
  const begun = performance.now()
  for (let round = -warmUps; round < mostMeasured; round++) {
    if (hits.length > 0 && performance.now() - begun > mostMs) break
    const hit = await sendPrompt(gatewayUrl, { prompt, agent })
    const floor = await sendTimed(gatewayUrl, { method: 'GET', path: '/api/health', agent })
    if (round < 0) continue
    const failure = hit.failure ?? floor.failure
    if (failure !== undefined) throw new Error(`A request of the floor's measurement failed: ${failure}.`)
    if (!hit.isHit) throw new Error('A prompt that was sent before is no hit.')
    hits.push(hit.milliseconds)
    floors.push(floor.milliseconds)
  }
  agent.destroy()
  return { hitMs: median(hits), floorMs: median(floors) }
}

function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((one, other) => one - other),
    0.5,
  )
}
