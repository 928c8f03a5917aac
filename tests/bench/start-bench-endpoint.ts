import { createExchange } from '../world/endpoint/exchange'
import { recordedRequest } from '../world/endpoint/recorded-request'
import { respond } from '../world/endpoint/respond'
import { readBody } from '../world/read-body'
import { startLoopbackServer } from '../world/start-loopback-server'
import { answerInOnePiece } from './answer-in-one-piece'
import type { BenchCall } from './bench-call'
import type { Condition } from './condition'
import { timeToFirstToken } from './pace'
import { refusalOf } from './refusal-of'
import { callNumber } from './request-body'
import type { Site } from './sites'

export type BenchEndpoint = {
  readonly id: string
  /** Ends in `/v1`. */
  readonly url: string
  /** How often each call has arrived here, by its number. */
  readonly attempts: ReadonlyMap<number, number>
  /** When each probe arrived, by `performance.now()`. */
  readonly probes: readonly number[]
  /** Listens, or refuses connections and cuts those open. */
  setUp(isUp: boolean): Promise<void>
  close(): Promise<void>
}

type Options = {
  readonly calls: readonly BenchCall[]
  readonly condition: () => Condition
}

/** Starts an endpoint of one policy's world, as far from each edge as measured and as its condition of the moment is. */
export async function startBenchEndpoint(
  { id, region }: Site,
  { calls, condition }: Options,
): Promise<BenchEndpoint> {
  const attempts = new Map<number, number>()
  const probes: number[] = []
  const server = await startLoopbackServer(async (request, response) => {
    const record = recordedRequest(request, await readBody(request))
    const exchange = createExchange(request, { response, record })
    const speaker = { id, region, models: undefined }
    const call = record.method === 'POST' ? calls[callNumber(record.bodyText) ?? -1] : undefined
    if (call === undefined) {
      probes.push(performance.now())
      await respond(speaker, { exchange, record, behaviour: { roundTrip: true } })
      return
    }
    attempts.set(call.index, (attempts.get(call.index) ?? 0) + 1)
    const current = condition()
    const refusal = refusalOf(call, { endpoint: id, condition: current })
    if (refusal === undefined) {
      await answerInOnePiece(exchange, { region, timeToFirstTokenMs: timeToFirstToken(call, current.pace) })
      return
    }
    const behaviour = { roundTrip: true, fault: { kind: 'status', ...refusal } } as const
    await respond(speaker, { exchange, record, behaviour })
  })
  return {
    id,
    url: `http://127.0.0.1:${server.port}/v1`,
    attempts,
    probes,
    setUp: isUp => (isUp ? server.accept() : server.refuse()),
    close: server.close,
  }
}
