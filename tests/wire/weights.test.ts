import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countBy } from './support/count-by'
import { knowPool } from './support/explain-pool'
import type { Reply } from './support/send-to'
import { type PoolCall, type Pools, startPools } from './support/start-pools'
import { triesOf } from './support/tries-of'

let pools: Pools
beforeAll(async () => {
  pools = await startPools({
    pools: {
      three: [{ weight: 3 }, { weight: 1 }],
      none: [{ weight: 0 }, { weight: 1 }],
      talk: [{ weight: 2 }, { weight: 2 }, { weight: 2 }],
    },
  })
  // Endpoints of one place are as far away as each other.
  for (const [model, size] of [
    ['three', 2],
    ['none', 2],
    ['talk', 3],
  ] as const)
    for (let place = 1; place <= size; place++) pools.endpoint(model, place).set({ headDelayMs: 0 })
  // By single calls: where many come at once, noise alone makes one look further away.
  for (const model of ['none', 'talk']) await knowPool(pools, model)
})
afterAll(() => pools.close())

/** Sends calls, a few at a time. */
async function callMany(count: number, model: string, asked: (call: number) => PoolCall): Promise<Reply[]> {
  const replies: Reply[] = []
  for (let call = 0; call < count; call += 10)
    replies.push(
      ...(await Promise.all(Array.from({ length: 10 }, (_, at) => pools.call(model, asked(call + at))))),
    )
  return replies
}

let edges = 0

const answerers = (replies: readonly Reply[]) => countBy(replies, triesOf)

describe('endpoints of one place', () => {
  it('of the weights three and one share calls three to one', async () => {
    // One that looked further away once is not tried again at the same edge before a probe comes.
    const edge = `three-${++edges}`
    await knowPool(pools, 'three', { edge })
    const counts = answerers(await callMany(200, 'three', () => ({ edge })))
    expect(Object.keys(counts).sort()).toEqual(['1;200', '2;200'])
    expect(counts['1;200']).toBeGreaterThan(125)
    expect(counts['1;200']).toBeLessThan(175)
  })

  it('of which one has no weight leave it none, unless the other fails', async () => {
    expect(answerers(await callMany(50, 'none', () => ({})))).toEqual({ '2;200': 50 })
    pools.endpoint('none', 2).set({ fault: { kind: 'status', status: 503 } })
    expect(triesOf(await pools.call('none'))).toBe('2;503, 1;200')
  })

  it('share single calls, and keep each conversation at one of them', async () => {
    expect(Object.keys(answerers(await callMany(50, 'talk', () => ({}))))).toHaveLength(3)
    const firsts = await Promise.all(
      Array.from({ length: 12 }, async (_, talk) => {
        const turns = await callMany(10, 'talk', turn => ({ body: { messages: conversation(talk, turn) } }))
        expect(turns[0]?.headers.get('x-route-reason')).toBe('affinity')
        expect(new Set(turns.map(triesOf)).size).toBe(1)
        return turns[0] ?? expect.fail()
      }),
    )
    expect(Object.keys(answerers(firsts)).length).toBeGreaterThan(1)
  })

  it('keep a session at one of them, whatever it says', async () => {
    const firsts = await Promise.all(
      Array.from({ length: 12 }, async (_, session) => {
        const headers = { 'x-session-id': `session-${session}` }
        const turns = await callMany(10, 'talk', turn => ({
          headers,
          body: { messages: [{ role: 'user', content: `turn ${turn}` }] },
        }))
        expect(new Set(turns.map(triesOf)).size).toBe(1)
        return turns[0] ?? expect.fail()
      }),
    )
    expect(Object.keys(answerers(firsts)).length).toBeGreaterThan(1)
  })
})

/** A conversation as it is sent at its later turns. */
function conversation(talk: number, turn: number) {
  const later = Array.from({ length: turn }, (_, at) => [
    { role: 'assistant', content: `answer ${at}` },
    { role: 'user', content: `question ${at}` },
  ]).flat()
  const opening = [
    { role: 'user', content: `conversation ${talk}` },
    { role: 'assistant', content: 'Go on.' },
    { role: 'user', content: 'Well' },
  ]
  return [...opening, ...later]
}
