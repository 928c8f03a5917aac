import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Stand, startStand } from './support/start-stand'

let stand: Stand
beforeAll(async () => {
  stand = await startStand({ endpoints: ['sin'] })
})
afterAll(() => stand.close())

it.each(['/v1/chat/completions', '/v1/responses'])(
  'a stream whose body ends after its last event leaves its connection to the next call: %s',
  async path => {
    const sin = stand.world.endpoint('sin')
    sin.reset()
    sin.set({ endDelayMs: 10 })
    for (let call = 0; call < 12; call++) {
      const said = { messages: [{ role: 'user', content: `call ${call}` }], input: `call ${call}` }
      const { status } = await stand.send({ path, body: { model: 'gpt-4.1', stream: true, ...said } })
      expect(status).toBe(200)
    }
    const calls = sin.requests.filter(({ method }) => method === 'POST')
    expect(calls).toHaveLength(12)
    // The next call may come before the end.
    expect(new Set(calls.map(({ connection }) => connection)).size).toBeLessThanOrEqual(4)
  },
)
