import { readLimited } from '@/lib/openai/read-limited'
import type { StartTimer } from '@/lib/openai/start-timer'

const limitBytes = 64 * 1024
// The status alone says what to do.
const timeoutMs = 1000

/** Reads the body of an endpoint's error; undefined where it is too long, too long in coming, or cut off. */
export async function readExplanation(body: Response['body'], startTimer: StartTimer) {
  let giveUp = () => {}
  const stopped = new Promise<never>((_, reject) => {
    giveUp = () => reject(new Error('The explanation took too long.'))
  })
  const cancelTimer = startTimer(timeoutMs, giveUp)
  return await readLimited(body, { limitBytes, stopped })
    .catch(() => undefined)
    .finally(cancelTimer)
}
