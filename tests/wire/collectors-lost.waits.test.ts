import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { isRecord } from '../world/is-record'
import { parseJson } from '../world/parse-json'
import { callsOf } from './support/calls-of'
import { type Collector, startCollector } from './support/start-collector'
import { type Stand, startStand } from './support/start-stand'

let collector: Collector
beforeAll(async () => {
  collector = await startCollector()
})
afterAll(() => collector.close())

/** What the gateway says of what it could not send. */
function lossesOf({ gateway }: Stand): Record<string, unknown>[] {
  const lines = gateway.log().split('\n').map(parseJson).filter(isRecord)
  return lines.filter(({ event }) => event === 'spans-lost' || event === 'lines-lost')
}

async function callsTake(stand: Stand, count: number): Promise<number> {
  const begun = Date.now()
  const replies = await Promise.all(Array.from({ length: count }, () => stand.send()))
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
  return Date.now() - begun
}

const faults = {
  // Each runtime has its own name for it.
  'refuses connections': '^(Type)?Error$',
  'answers with errors': '503',
  hangs: 'timeout',
} as const

async function fail(how: keyof typeof faults): Promise<void> {
  if (how === 'refuses connections') return collector.refuse()
  collector.mode = how === 'hangs' ? 'hang' : 'error'
}

describe.each(['refuses connections', 'answers with errors', 'hangs'] as const)(
  'a collector that %s',
  how => {
    let stand: Stand
    beforeAll(async () => {
      stand = await startStand({ endpoints: ['sin'], environment: collector.environment })
    })
    beforeEach(async () => {
      await collector.accept()
      collector.mode = 'ok'
    })
    afterAll(() => stand.close())

    it('delays no call, and is told of once in the log', async () => {
      await callsTake(stand, 20)
      await fail(how)
      expect(await callsTake(stand, 20)).toBeLessThan(2500)
      await vi.waitFor(() => expect(new Set(lossesOf(stand).map(({ event }) => event)).size).toBe(2), {
        timeout: 10_000,
        interval: 100,
      })
      expect(await callsTake(stand, 20)).toBeLessThan(2500)
      for (let round = 0; round < 4; round++) {
        await callsTake(stand, 1)
        await new Promise(resolve => setTimeout(resolve, 1100))
      }
      const losses = lossesOf(stand)
      expect(losses.map(({ event }) => event).sort()).toEqual(['lines-lost', 'spans-lost'])
      for (const loss of losses)
        expect(loss).toMatchObject({ reason: expect.stringMatching(faults[how]), lost: expect.any(Number) })
      expect(JSON.stringify(losses)).not.toMatch(/127\.0\.0\.1|secret|token-of/)
    })

    it('gets what comes after, once it is well again', async () => {
      const before = collector.received.length
      await vi.waitFor(
        async () => {
          await callsTake(stand, 1)
          const { length } = collector.received
          expect(length).toBeGreaterThan(before + 1)
        },
        { timeout: 15_000, interval: 500 },
      )
    })
  },
)

describe('without a collector', () => {
  it('nothing is sent to one, and no endpoint hears of a trace', async () => {
    const stand = await startStand({ endpoints: ['sin'] })
    const before = collector.received.length
    await stand.send({
      headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'a=b' },
    })
    const [sent] = callsOf(stand.world.endpoint('sin'))
    expect(Object.keys(sent?.headers ?? {}).filter(name => name.startsWith('trace'))).toEqual([])
    expect(stand.gateway.log()).not.toContain('traceId')
    expect(collector.received.length).toBe(before)
    await stand.close()
  })
})
