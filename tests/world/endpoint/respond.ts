import type { Answer } from '../openai/answer'
import { openai } from '../providers/openai'
import type { Keyed, Provider, ProviderAnswer } from '../providers/provider'
import { sendText } from '../providers/send-text'
import { sendJson } from '../send-json'
import { applyAnswerFault } from './apply-answer-fault'
import type { Asked } from './asked'
import type { Behaviour } from './behaviour'
import { dialectOf } from './dialect-of'
import type { Exchange } from './exchange'
import { isStreamFault } from './fault'
import type { RecordedRequest } from './recorded-request'
import { travelTime } from './travel-time'
import { writeStream } from './write-stream'

export interface Responding {
  exchange: Exchange
  record: RecordedRequest
  /** With the fault that strikes this request only. */
  behaviour: Behaviour
}

/** Answers one request as the endpoint behaves at this moment: distance, then fault, then the answer. */
export async function respond(
  endpoint: Keyed & { provider?: Provider | undefined },
  { exchange, record, behaviour }: Responding,
): Promise<void> {
  const [path = '', query] = record.path.split(/\?(.*)/s)
  const asked: Asked = { ...record, path }
  const { method } = asked
  const { fault } = behaviour
  const { provider = openai } = endpoint
  await exchange.pause(delayBeforeHeaders(record, { behaviour, region: endpoint.region }))
  if (fault && !isStreamFault(fault) && (await applyAnswerFault(fault, { exchange, path }))) return
  const usual = provider.answer({ ...asked, query: new URLSearchParams(query) }, endpoint)
  const answer: ProviderAnswer =
    method === 'HEAD' ? { ...usual, status: behaviour.headStatus ?? usual.status } : usual
  const headers = { ...dialectOf(path).headers(), ...provider.headers, ...answer.headers }
  if (answer.stream && fault?.kind !== 'json-for-stream') {
    return writeStream(exchange, { plan: answer.stream, headers, behaviour })
  }
  await exchange.pause(timeToMake(answer, behaviour))
  if (answer.text === undefined) sendJson(exchange.response, { ...answer, headers })
  else sendText(exchange.response, { ...answer, headers, text: answer.text })
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
