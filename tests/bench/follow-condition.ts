import type { Condition } from './condition'
import type { BenchEndpoint } from './start-bench-endpoint'

const everyMs = 10

/** Takes an endpoint down and up as its condition changes, until the returned function is called. */
export function followCondition(
  endpoint: BenchEndpoint,
  condition: (endpoint: string) => Condition,
): () => Promise<void> {
  let isUp = true
  let last = Promise.resolve()
  const timer = setInterval(() => {
    const wanted = condition(endpoint.id).isUp
    if (wanted === isUp) return
    isUp = wanted
    last = last.then(() => endpoint.setUp(wanted))
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await last
  }
}
