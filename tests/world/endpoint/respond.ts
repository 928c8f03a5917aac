import type { Answer } from '../openai/answer'
import { sendJson } from '../send-json'
import { answerPath } from './answer-path'
import { applyAnswerFault } from './apply-answer-fault'
import type { Behaviour } from './behaviour'
import type { Exchange } from './exchange'
import { isStreamFault } from './fault'
import type { Operated } from './operations'
import type { RecordedRequest } from './recorded-request'
import { refuseKey } from './refuse-key'
import { travelTime } from './travel-time'
import { usualHeaders } from './usual-headers'
import { writeStream } from './write-stream'

export interface Responding {
  exchange: Exchange
  record: RecordedRequest
  /** With the fault that strikes this request only. */
  behaviour: Behaviour
}

/** Answers one request as the endpoint behaves at this moment: distance, then fault, then the answer. */
export async function respond(
  endpoint: Operated & { apiKey?: string | undefined },
  { exchange, record, behaviour }: Responding,
): Promise<void> {
  const { method, headers, bodyText } = record
  const { fault } = behaviour
  await exchange.pause(delayBeforeHeaders(record, { behaviour, region: endpoint.region }))
  if (fault && !isStreamFault(fault) && (await applyAnswerFault(fault, exchange))) return
  const path = record.path.replace(/\?.*$/s, '')
  const usual: Answer =
    refuseKey(headers, endpoint.apiKey) ?? answerPath({ method, path, bodyText }, endpoint)
  const answer: Answer =
    method === 'HEAD' ? { ...usual, status: behaviour.headStatus ?? usual.status } : usual
  if (answer.stream && fault?.kind !== 'json-for-stream') {
    return writeStream(exchange, answer.stream, behaviour)
  }
  await exchange.pause(timeToMake(answer, behaviour))
  sendJson(exchange.response, { ...answer, headers: { ...usualHeaders(), ...answer.headers } })
}

interface Delaying {
  behaviour: Behaviour
  region: string
}

function delayBeforeHeaders({ method, headers }: RecordedRequest, { behaviour, region }: Delaying): number {
  const ofHead = method === 'HEAD' ? (behaviour.headDelayMs ?? 0) : 0
  return (behaviour.delayMs ?? 0) + ofHead + travelTime(headers, { region, mode: behaviour.roundTrip })
}

function timeToMake({ pieces }: Answer, { timeToFirstTokenMs = 0, tokensPerSecond }: Behaviour): number {
  if (pieces === undefined) return 0
  return timeToFirstTokenMs + (tokensPerSecond === undefined ? 0 : (pieces * 1000) / tokensPerSecond)
}
