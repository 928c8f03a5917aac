import type { OutgoingHttpHeaders } from 'node:http'
import type { StreamPlan } from '../openai/stream-plan'
import type { Behaviour } from './behaviour'
import { createPace } from './create-pace'
import type { Exchange } from './exchange'
import { isStreamFault, type StreamFault } from './fault'
import { strike } from './strike'

const streamHeaders = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }

const done = 'data: [DONE]\n\n'

export interface Streamed {
  plan: StreamPlan
  headers: OutgoingHttpHeaders
  behaviour: Behaviour
}

/** Streams an answer at the endpoint's pace, with the fault that strikes it, if any. */
export async function writeStream(exchange: Exchange, { plan, headers, behaviour }: Streamed): Promise<void> {
  const { response } = exchange
  const fault = behaviour.fault && isStreamFault(behaviour.fault) ? behaviour.fault : undefined
  const write = (event: string) => writePieces(exchange, Buffer.from(event), fault)
  const pace = createPace(behaviour.tokensPerSecond)
  const writeAll = async (events: string[]) => {
    for (const event of events) {
      await exchange.pause(pace())
      await write(event)
    }
  }
  response.writeHead(200, { ...headers, ...streamHeaders })
  response.flushHeaders()
  await exchange.pause(behaviour.timeToFirstTokenMs ?? 0)
  for (const event of plan.opening) await write(event)
  const before = Math.min(fault ? contentEventsBefore(fault) : plan.content.length, plan.content.length)
  await writeAll(plan.content.slice(0, before))
  const written = plan.opening.length + before
  if (fault && (await strike(fault, { exchange, plan, written })) === 'over') return
  await writeAll(plan.content.slice(before))
  for (const event of plan.closing) await write(event)
  if (fault?.kind !== 'no-done') await write(plan.end ?? done)
  await exchange.pause(behaviour.endDelayMs ?? 0)
  response.end()
}

function contentEventsBefore(fault: StreamFault): number {
  switch (fault.kind) {
    case 'never-ending':
    case 'no-done':
    case 'split':
      return Number.POSITIVE_INFINITY
    case 'oversized-event':
      return fault.afterContentEvents ?? 1
    case 'half-event':
      return fault.afterContentEvents ?? 2
    default:
      return fault.afterContentEvents ?? 0
  }
}

async function writePieces(exchange: Exchange, bytes: Buffer, fault: StreamFault | undefined): Promise<void> {
  if (fault?.kind !== 'split') return exchange.write(bytes)
  for (let start = 0; start < bytes.length; start += fault.bytes) {
    await exchange.write(bytes.subarray(start, start + fault.bytes))
  }
}
