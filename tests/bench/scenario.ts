import type { Condition } from './condition'

/** What goes wrong in a run, where and when. */
export type Scenario = {
  readonly name: string
  /** One sentence for who reads the table. */
  readonly what: string
  readonly usual: Condition
  readonly fault: Condition
  /** The endpoints that it befalls. */
  readonly faulty: readonly string[]
  /** From which share of the counted run to which; what lies before 0 is the warm-up. */
  readonly period: readonly [from: number, to: number]
  /** Within the period, the fault and its absence take turns of so many milliseconds. */
  readonly turnMs?: number
}

export type Moment = {
  /** From the moment at which counting begins. */
  readonly atMs: number
  /** How long is counted. */
  readonly runMs: number
}

/** How an endpoint is at a moment of a scenario. */
export function conditionAt(scenario: Scenario, endpoint: string, { atMs, runMs }: Moment): Condition {
  const { usual, fault, faulty, turnMs } = scenario
  const [from, to] = [scenario.period[0] * runMs, scenario.period[1] * runMs]
  if (!faulty.includes(endpoint) || atMs < from || atMs >= to) return usual
  const turn = turnMs === undefined ? 0 : Math.floor((atMs - from) / turnMs)
  return turn % 2 === 0 ? fault : usual
}
