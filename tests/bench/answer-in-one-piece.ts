import type { Exchange } from '../world/endpoint/exchange'
import { travelTime } from '../world/endpoint/travel-time'
import { usualHeaders } from '../world/endpoint/usual-headers'

type Timing = { readonly region: string; readonly timeToFirstTokenMs: number }

const chunk = {
  id: 'chatcmpl-bench',
  object: 'chat.completion.chunk',
  created: 1_700_000_000,
  model: 'bench',
}
const events = [
  { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null },
  { index: 0, delta: { content: 'Hello' }, finish_reason: null },
  { index: 0, delta: {}, finish_reason: 'stop' },
].map(choice => `data: ${JSON.stringify({ ...chunk, choices: [choice] })}\n\n`)
const stream = `${events.join('')}data: [DONE]\n\n`

/** Streams a word: the headers after the way, all events at once after the time to the first token, which spares the machine. */
export async function answerInOnePiece(
  { request, response, pause }: Exchange,
  { region, timeToFirstTokenMs }: Timing,
): Promise<void> {
  await pause(travelTime(request.headers, { region, mode: true }))
  response.writeHead(200, { ...usualHeaders(), 'content-type': 'text/event-stream; charset=utf-8' })
  response.flushHeaders()
  await pause(timeToFirstTokenMs)
  response.end(stream)
}
