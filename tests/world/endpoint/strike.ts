import { setImmediate } from 'node:timers/promises'
import { chatFormat } from '../openai/chat-format'
import { eventBeforeText } from '../openai/event-before-text'
import type { StreamPlan } from '../openai/stream-plan'
import type { Exchange } from './exchange'
import type { StreamFault } from './fault'

interface Struck {
  exchange: Exchange
  plan: StreamPlan
  /** How many events went out before. */
  written: number
}

type Outcome = 'over' | 'goes-on'

const usualEveryMs = 1000

/** Does to a stream what the fault says, at its place among the content events. */
export async function strike(fault: StreamFault, { exchange, plan, written }: Struck): Promise<Outcome> {
  const { response, write } = exchange
  const { format = chatFormat } = plan
  switch (fault.kind) {
    case 'cut':
      if (fault.how === 'clean-end') response.end()
      else await exchange.hangUp(fault.how)
      return 'over'
    case 'stall':
      if (fault.pings) {
        await repeat(() => format.ping ?? ': ping\n\n', { exchange, everyMs: usualEveryMs })
      }
      return 'over'
    case 'error-event':
      await write(format.failure(written))
      response.end()
      return 'over'
    case 'malformed-event':
      await write(format.malformed(written))
      return 'goes-on'
    case 'oversized-event':
      await write(format.piece('x'.repeat(fault.bytes), written))
      return 'goes-on'
    case 'half-event':
      await write(half(plan.content[0] ?? format.piece('half', written)))
      response.end()
      return 'over'
    case 'never-ending':
      return repeat(repeated => format.piece(' more', written + repeated), {
        exchange,
        everyMs: fault.everyMs ?? usualEveryMs,
      })
    case 'drip':
      await write(eventBeforeText(text => format.piece(text, written)))
      return repeat(() => 'x', { exchange, everyMs: fault.everyMs ?? usualEveryMs })
    default:
      return 'goes-on'
  }
}

function half(event: string): string {
  return event.slice(0, Math.floor(event.length / 2))
}

// Ends when the caller goes, by what `pause` throws.
async function repeat(
  text: (repeated: number) => string,
  { exchange, everyMs }: { exchange: Exchange; everyMs: number },
): Promise<never> {
  for (let repeated = 0; ; repeated += 1) {
    await (everyMs > 0 ? exchange.pause(everyMs) : setImmediate())
    await exchange.write(text(repeated))
  }
}
