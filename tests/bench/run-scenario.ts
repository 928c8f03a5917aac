import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchCall } from './bench-call'
import { followCondition } from './follow-condition'
import type { Outcome, PolicyResult } from './outcome'
import type { Policy } from './policies'
import { conditionAt, type Scenario } from './scenario'
import { sendCall } from './send-call'
import { type Lane, startLane } from './start-lane'

type Options = {
  readonly policies: readonly Policy[]
  readonly calls: readonly BenchCall[]
  readonly seconds: number
}

// A call goes out under one policy after another, so that they do not wait for each other's share of the machine.
const apartMs = 15

// Between the last preparation and the first call.
const leadMs = 500

/** Puts all policies through a scenario at the same time, each in a world of its own, and counts. */
export async function runScenario(
  scenario: Scenario,
  { policies, calls, seconds }: Options,
): Promise<readonly PolicyResult[]> {
  // Until all is ready, what happens counts as long before.
  let countedFrom = Number.POSITIVE_INFINITY
  const moment = () => ({ atMs: performance.now() - countedFrom, runMs: seconds * 1000 })
  const condition = (endpoint: string) => conditionAt(scenario, endpoint, moment())
  const lanes = await Promise.all(policies.map(policy => startLane(policy, { calls, condition })))
  countedFrom = performance.now() + leadMs - Math.min(0, calls[0]?.at ?? 0)
  const stopFollowing = lanes.flatMap(({ endpoints }) =>
    endpoints.filter(({ id }) => scenario.faulty.includes(id)).map(each => followCondition(each, condition)),
  )

  async function callThrough(lane: Lane, call: BenchCall): Promise<Outcome> {
    const begun = performance.now()
    const { policy, urls, gateway } = lane
    const pin = await policy.choose(call, { scenario, moment: moment(), urls })
    const { firstContentAt, failure, headers } = await sendCall(gateway.url, { call, pin })
    const isAnswered = failure === undefined && firstContentAt !== undefined
    return {
      call,
      firstContentMs: isAnswered ? firstContentAt - begun : undefined,
      failure,
      endpoint: one(headers['x-endpoint-used']),
      attempts: attemptsOf(call, { lane, told: one(headers['x-route-attempts']) }),
      probes: policy.probesBefore,
    }
  }

  const pending: Promise<{ lane: Lane; outcome: Outcome }>[] = []
  for (const call of calls) {
    await sleep(Math.max(0, countedFrom + call.at - performance.now()))
    for (const [position, lane] of inTurn(lanes, call.index).entries())
      pending.push(
        sleep(position * apartMs).then(async () => ({ lane, outcome: await callThrough(lane, call) })),
      )
  }
  const done = await Promise.all(pending)
  const endedAt = performance.now()
  await Promise.all(stopFollowing.map(stop => stop()))
  await Promise.all(lanes.map(lane => lane.close()))
  return lanes.map(lane => ({
    policy: lane.policy.name,
    outcomes: done
      .filter(each => each.lane === lane && each.outcome.call.at >= 0)
      .map(({ outcome }) => outcome),
    backgroundProbes: probesWithin(lane, [countedFrom, endedAt]),
  }))
}

// Each policy is the first as often as the others.
function inTurn<Item>(items: readonly Item[], turn: number): readonly Item[] {
  const first = turn % items.length
  return [...items.slice(first), ...items.slice(0, first)]
}

/** What the endpoints saw, or what the gateway tells where that is more: a refused connection arrives nowhere. */
function attemptsOf(call: BenchCall, { lane, told }: { lane: Lane; told: string | undefined }): number {
  const seen = lane.endpoints.reduce((sum, { attempts }) => sum + (attempts.get(call.index) ?? 0), 0)
  return Math.max(seen, told?.split(',').length ?? 0)
}

function probesWithin({ endpoints, policy }: Lane, [from, to]: readonly [number, number]): number {
  // Where calls are pinned, what the gateway learns for itself decides nothing.
  if (policy.name !== 'isochrone') return 0
  return endpoints.flatMap(({ probes }) => probes).filter(at => at >= from && at < to).length
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
