import { expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { callBody } from '../support/build-call'
import { buildDependencies, mapDocument } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { completion } from '../support/completion'
import { rowOf } from '../support/upstream-endpoint'

it('a caller that hangs up while its call waits for room pays for nothing, since nothing is sent', async () => {
  const { dependencies, effects, logged, runDeferred } = buildDependencies({
    document: mapDocument({ endpoints: { sin: rowOf('sin', { maxConcurrency: 1 }) } }),
    models: { catalogue: { 'gpt-4.1': { price: { input: 2, output: 8 } } } },
    answers: { sin: { afterMs: 1500, reply: completion } },
  })
  const before = handleCall(buildRequest({ body: callBody({}) }), dependencies)
  await effects.advance(100)
  const caller = new AbortController()
  effects.startTimer(100, () => caller.abort())
  const request = buildRequest({ body: callBody({}), signal: caller.signal })
  const { value, afterMs } = await effects.outcome(handleCall(request, dependencies))
  expect([value.status, afterMs]).toEqual([499, 100])
  expect((await effects.outcome(before)).value.status).toBe(200)
  await runDeferred()
  expect(effects.calls).toHaveLength(1)
  const [line] = logged.map(each => each.line).filter(({ status }) => status === 499)
  expect(line).toMatchObject({ attempts: '', promptTokens: 0, costUsd: 0 })
})
