import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../world/endpoint/fault'
import type { PlaceId } from '../world/places'
import { newTopic, seen, type Topic } from './support/new-topic'
import { type Access, startAccess } from './support/start-access'

// The shortest times there are, since the tests wait for them to pass.
const catalogue = { 'gpt-4.1': { cacheTtlSeconds: 1 }, 'gpt-4.1-mini': { cacheTtlSeconds: 2 } }

let access: Access
let key = ''
beforeAll(async () => {
  access = await startAccess({
    endpoints: ['sin', 'nrt', 'fra', 'iad', 'gru'],
    prepare: ({ edgeConfig }) => edgeConfig.set('models', { catalogue }),
  })
  key = (await access.makeKey('warm')).key
})
afterAll(() => access.close())

/** Each test has an endpoint of its own, which it may have fail. */
function callerOf(endpoint: PlaceId, model: keyof typeof catalogue = 'gpt-4.1-mini') {
  const topic: Topic = newTopic()
  return {
    calls: () => topic.calls(access.world).length,
    fail: (fault: Fault) => access.world.endpoint(endpoint).set({ fault }),
    mend: () => access.world.endpoint(endpoint).set({}),
    async ask({ stream = false, control }: { stream?: boolean; control?: string } = {}) {
      const headers = { 'x-route-to': endpoint, ...(control && { 'cache-control': control }) }
      const begun = performance.now()
      const reply = await access.sendAs(key, { headers, body: topic.body({ model, stream }) })
      const { headers: got, text } = reply
      const age = Number(got.get('x-cache-age') ?? Number.NaN)
      return { seen: seen(reply), text, age, warning: got.get('warning'), ms: performance.now() - begun }
    },
  }
}

const broken = (status: number): Fault => ({ kind: 'status', status, body: { error: { message: 'No' } } })

describe.concurrent('an answer past its time', () => {
  it('is asked for anew, and given where no endpoint answers, as one that is old', async () => {
    const caller = callerOf('sin')
    const first = await caller.ask()
    expect([first.seen, first.warning]).toEqual(['200 MISS', null])
    expect(await caller.ask()).toMatchObject({ seen: '200 HIT', text: first.text, warning: null })
    await sleep(2050)
    caller.fail(broken(503))
    const old = await caller.ask()
    expect(old).toMatchObject({ seen: '200 HIT', text: first.text, warning: '110 - "Response is Stale"' })
    expect(old.age).toBeGreaterThanOrEqual(2)
    expect(caller.calls()).toBe(2)
  })

  it('is given as promptly the second time, and the endpoint is asked each time', async () => {
    const caller = callerOf('nrt')
    const { text } = await caller.ask()
    await sleep(2050)
    caller.fail(broken(500))
    for (let call = 1; call <= 3; call++) {
      const { ms, ...old } = await caller.ask()
      expect(old).toMatchObject({ seen: '200 HIT', text, warning: expect.stringMatching(/^110 /) })
      // Of one that waited for a call that is long over.
      expect(ms).toBeLessThan(4000)
    }
    expect(caller.calls()).toBe(4)
    caller.mend()
    const fresh = await caller.ask()
    expect([fresh.seen, fresh.warning, fresh.ms < 1000]).toEqual(['200 MISS', null, true])
  })

  it('past twice its time is given no more', async () => {
    const caller = callerOf('fra', 'gpt-4.1')
    await caller.ask()
    await sleep(2050)
    caller.fail(broken(503))
    expect(await caller.ask()).toMatchObject({ seen: '503 MISS', warning: null })
    caller.mend()
    expect(await caller.ask()).toMatchObject({ seen: '200 MISS', warning: null })
  })

  it('is not given where the endpoint refuses the call', async () => {
    const caller = callerOf('iad')
    const { text } = await caller.ask()
    await sleep(2050)
    caller.fail(broken(400))
    const refused = await caller.ask()
    expect([refused.seen, refused.warning, refused.text === text]).toEqual(['400 MISS', null, false])
    caller.fail(broken(404))
    expect((await caller.ask()).seen).toMatch(/^404 /)
  })

  it('is given to a stream as well, and not where the caller wants none that is kept', async () => {
    const caller = callerOf('gru')
    const { text } = await caller.ask({ stream: true })
    await sleep(2050)
    caller.fail(broken(503))
    const none = await caller.ask({ stream: true, control: 'no-cache' })
    expect([none.seen, none.warning]).toEqual(['503 MISS', null])
    const never = await caller.ask({ stream: true, control: 'no-store' })
    expect([never.seen, never.warning]).toEqual(['503 BYPASS', null])
    const old = await caller.ask({ stream: true })
    expect(old).toMatchObject({ seen: '200 HIT', text, warning: expect.stringMatching(/^110 /) })
  })
})
