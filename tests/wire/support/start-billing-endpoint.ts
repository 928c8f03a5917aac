import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { readBody } from '../../world/read-body'
import { sendJson } from '../../world/send-json'
import { startLoopbackServer } from '../../world/start-loopback-server'

/** What a call is to meet, and how many tokens its answer has; it is said in its first message. */
const order = z.strictObject({
  call: z.string(),
  answerTokens: z.int().min(1),
  fate: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('answer') }),
    /** The first endpoint that it comes to refuses it, or takes it and breaks the connection. */
    z.strictObject({ kind: z.enum(['refuse', 'drop']) }),
    /** Its stream breaks after so many tokens, or stands still until the caller has gone; a plain answer never comes. */
    z.strictObject({ kind: z.enum(['cut', 'hold']), afterTokens: z.int().min(1) }),
  ]),
})

export type Order = z.infer<typeof order>

/** What an endpoint charges for a call that it has taken. */
export type Bill = {
  readonly endpoint: string
  readonly call: string
  readonly promptTokens: number
  completionTokens: number
}

/** What all endpoints have charged, and which calls have come to any of them. */
export type Books = { readonly bills: Bill[]; readonly seen: Set<string> }

const asked = z.object({
  model: z.string(),
  stream: z.boolean().nullish(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
})

type Asked = z.infer<typeof asked>

// What was written just before must have reached the gateway, or the end would overtake it.
const lastWordsMs = 30

/** Starts an endpoint that charges by the token, for what it has written and whether or not anybody was told. */
export async function startBillingEndpoint(id: string, books: Books) {
  const server = await startLoopbackServer(async (request, response) => {
    const body = await readBody(request)
    if (request.method !== 'POST') return void response.writeHead(200).end()
    const call = asked.parse(JSON.parse(body))
    const { call: name, fate, answerTokens } = orderOf(call)
    const isFirst = !books.seen.has(name)
    books.seen.add(name)
    if (fate.kind === 'refuse' && isFirst)
      return sendJson(response, { status: 503, json: { error: { message: 'Busy.', type: 'server_error' } } })
    const bill = { endpoint: id, call: name, promptTokens: promptTokens(call), completionTokens: 0 }
    books.bills.push(bill)
    if (fate.kind === 'drop' && isFirst) return void response.destroy()
    const written = 'afterTokens' in fate ? fate.afterTokens : answerTokens
    if (call.stream) return stream(response, { call, fate, bill, written })
    if (fate.kind === 'hold') return void (await once(response, 'close'))
    bill.completionTokens = answerTokens
    sendJson(response, { status: 200, json: completion(call, bill) })
  })
  return { url: `http://127.0.0.1:${server.port}/v1`, close: server.close }
}

/** The first message of a call that is to meet something. */
export function writeOrder(wanted: Order): string {
  const text = JSON.stringify(wanted)
  return text.padEnd(Math.ceil(text.length / 4) * 4)
}

function orderOf({ messages: [first] }: Asked): Order {
  if (!first?.content.startsWith('{')) return { call: 'other', answerTokens: 1, fate: { kind: 'answer' } }
  return order.parse(JSON.parse(first.content))
}

// Four for each message, as OpenAI counts them, and one for each four letters.
// Source: https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
function promptTokens({ messages }: Asked): number {
  return messages.reduce((sum, { content }) => sum + 4 + Math.ceil(content.length / 4), 0)
}

const usageOf = ({ promptTokens: prompt, completionTokens }: Bill) => ({
  prompt_tokens: prompt,
  completion_tokens: completionTokens,
  total_tokens: prompt + completionTokens,
})

function completion({ model }: Asked, bill: Bill) {
  const message = { role: 'assistant', content: 'word'.repeat(bill.completionTokens) }
  const choices = [{ index: 0, message, finish_reason: 'stop' }]
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, choices, usage: usageOf(bill) }
}

type Streamed = {
  readonly call: Asked
  readonly fate: Order['fate']
  readonly bill: Bill
  readonly written: number
}

async function stream(response: ServerResponse, { call, fate, bill, written }: Streamed): Promise<void> {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: call.model }
  const event = (delta: object, finish_reason: string | null = null) =>
    `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }], usage: null })}\n\n`
  bill.completionTokens = written
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(event({ role: 'assistant', content: '' }) + event({ content: 'word' }).repeat(written))
  if (fate.kind === 'hold') return void (await once(response, 'close'))
  if (fate.kind === 'cut') {
    await sleep(lastWordsMs)
    return void response.destroy()
  }
  const usage = `data: ${JSON.stringify({ ...head, choices: [], usage: usageOf(bill) })}\n\n`
  response.end(`${event({}, 'stop')}${usage}data: [DONE]\n\n`)
}
