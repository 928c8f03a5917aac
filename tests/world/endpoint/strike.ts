import { setImmediate } from 'node:timers/promises'
import { type StreamPlan, toEvent } from '../openai/stream-plan'
import type { Exchange } from './exchange'
import type { StreamFault } from './fault'

interface Struck {
  exchange: Exchange
  plan: StreamPlan
}

type Outcome = 'over' | 'goes-on'

const usualEveryMs = 1000
const streamError = {
  message: 'The server had an error while processing your request. Sorry about that!',
  type: 'server_error',
  param: null,
  code: null,
}

/** Does to a stream what the fault says, at its place among the content events. */
export async function strike(fault: StreamFault, { exchange, plan }: Struck): Promise<Outcome> {
  const { response, write } = exchange
  switch (fault.kind) {
    case 'cut':
      if (fault.how === 'clean-end') response.end()
      else await exchange.hangUp(fault.how)
      return 'over'
    case 'stall':
      if (fault.pings) await repeat(': ping\n\n', { exchange, everyMs: usualEveryMs })
      return 'over'
    case 'error-event':
      await write(toEvent({ error: streamError }))
      response.end()
      return 'over'
    case 'malformed-event':
      await write('data: {"id":"chatcmpl-broken","choices":[{"index":0,"delta":{"content":\n\n')
      return 'goes-on'
    case 'oversized-event':
      await write(contentEvent('x'.repeat(fault.bytes)))
      return 'goes-on'
    case 'half-event':
      await write(half(plan.content[0] ?? contentEvent('half')))
      response.end()
      return 'over'
    case 'never-ending':
      return repeat(contentEvent(' more'), { exchange, everyMs: fault.everyMs ?? usualEveryMs })
    case 'drip':
      await write('data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"')
      return repeat('x', { exchange, everyMs: fault.everyMs ?? usualEveryMs })
    default:
      return 'goes-on'
  }
}

function contentEvent(content: string): string {
  const choice = { index: 0, delta: { content }, logprobs: null, finish_reason: null }
  return toEvent({ id: 'chatcmpl-struck', object: 'chat.completion.chunk', created: 0, choices: [choice] })
}

function half(event: string): string {
  return event.slice(0, Math.floor(event.length / 2))
}

// Ends when the caller goes, by what `pause` throws.
async function repeat(
  text: string,
  { exchange, everyMs }: { exchange: Exchange; everyMs: number },
): Promise<never> {
  for (;;) {
    await (everyMs > 0 ? exchange.pause(everyMs) : setImmediate())
    await exchange.write(text)
  }
}
