import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateway } from '../world/start-gateway'

/** Waits until a gateway has read its region map. */
export async function waitForMap({ url }: Gateway): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await fetch(`${url}/api/health`)
    if ((await response.text()).includes('"source":"live"')) return
    await sleep(100)
  }
  throw new Error('The gateway does not read its region map.')
}
