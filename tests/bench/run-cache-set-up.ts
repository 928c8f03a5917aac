import { setTimeout as sleep } from 'node:timers/promises'
import type { CacheOutcome, CacheResult } from './cache-outcome'
import type { CacheSetUp } from './cache-set-ups'
import { measureMemoryHit } from './measure-memory-hit'
import { sendPrompt } from './send-prompt'
import { type RunningSetUp, startCacheSetUp } from './start-cache-set-up'

type Options = {
  /** The prompts by their rank, those first that are not counted. */
  readonly sequence: readonly number[]
  readonly uncounted: number
  /** Calls a second. */
  readonly rate: number
  /** How many different prompts there are. */
  readonly prompts: number
}

// What is not counted need not be quiet.
const hurry = 4

// At each gateway, of prompts that the sequence has not: its first calls tell of a cold process and not of a cache.
const firstCalls = 60
const atOnce = 6

// In no sequence, and with a short answer.
const noPrompt = -1

/** Puts a set-up through the sequence, the calls to its gateways in turn, and counts. */
export async function runCacheSetUp(setUp: CacheSetUp, options: Options): Promise<CacheResult> {
  const { sequence, uncounted, rate, prompts } = options
  const running = await startCacheSetUp(setUp)
  const urls = running.gateways.map(({ url }) => url)
  try {
    await Promise.all(urls.map((url, at) => warmUp(url, prompts + at * firstCalls)))
    await sendAll(sequence.slice(0, uncounted), { urls, rate: hurry * rate, from: 0 })
    const before = countsOf(running)
    const outcomes = await sendAll(sequence.slice(uncounted), { urls, rate, from: uncounted })
    const after = countsOf(running)
    const [first = ''] = urls
    return {
      setUp: setUp.name,
      outcomes,
      upstreamCalls: after.upstream - before.upstream,
      objects: running.objects && {
        read: after.read - before.read,
        written: after.written - before.written,
      },
      memoryHit: setUp.cache === 'off' ? undefined : await measureMemoryHit(first, noPrompt),
    }
  } finally {
    await running.close()
  }
}

async function warmUp(url: string, from: number): Promise<void> {
  for (let call = 0; call < firstCalls; call += atOnce) {
    const prompts = Array.from({ length: atOnce }, (_, index) => from + call + index)
    const outcomes = await Promise.all(prompts.map(prompt => sendPrompt(url, { prompt })))
    const failure = outcomes.find(outcome => outcome.failure !== undefined)?.failure
    if (failure !== undefined) throw new Error(`One of a gateway's first calls failed: ${failure}.`)
  }
}

type Sending = { readonly urls: readonly string[]; readonly rate: number; readonly from: number }

async function sendAll(
  sequence: readonly number[],
  { urls, rate, from }: Sending,
): Promise<readonly CacheOutcome[]> {
  const begun = performance.now()
  const pending: Promise<CacheOutcome>[] = []
  for (const [index, prompt] of sequence.entries()) {
    await sleep(Math.max(0, begun + (index * 1000) / rate - performance.now()))
    pending.push(sendPrompt(urls[(from + index) % urls.length] ?? '', { prompt }))
  }
  return await Promise.all(pending)
}

function countsOf({ endpoints, objects }: RunningSetUp) {
  const asked = (method: string) => objects?.requests.filter(each => each.method === method).length ?? 0
  const calls = endpoints.flatMap(({ requests }) => requests.filter(({ method }) => method === 'POST'))
  return { upstream: calls.length, read: asked('GET'), written: asked('PUT') }
}
