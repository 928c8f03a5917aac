import { Agent } from 'node:http'
import { promptBody } from './bench-prompt'
import type { MemoryHit } from './cache-outcome'
import { quantile } from './quantile'
import { sendPrompt, sendTimed } from './send-prompt'

const warmUps = 50
const mostMeasured = 500
const mostMs = 3000

/**
 * Sends one prompt again and again to a gateway that has its answer in memory, over one connection and in turn with the
 * same request to a path that is refused at once, which is what the server itself needs for a request with such a body.
 */
export async function measureMemoryHit(gatewayUrl: string, prompt: number): Promise<MemoryHit> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: 2500 })
  const hits: number[] = []
  const floors: number[] = []
  const body = promptBody(prompt)
  await sendPrompt(gatewayUrl, { prompt, agent })
  const begun = performance.now()
  for (let round = -warmUps; round < mostMeasured; round++) {
    if (hits.length > 0 && performance.now() - begun > mostMs) break
    const hit = await sendPrompt(gatewayUrl, { prompt, agent })
    const floor = await sendTimed(gatewayUrl, { method: 'POST', path: '/v1/nothing', body, agent })
    if (round < 0) continue
    if (hit.failure !== undefined) throw new Error(`A prompt that was sent before failed: ${hit.failure}.`)
    if (floor.failure !== '404') throw new Error(`The floor is not 404 but ${floor.failure ?? 200}.`)
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
