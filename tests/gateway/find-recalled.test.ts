import { expect, it } from 'vitest'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import { rememberAnswer } from '@/lib/gateway/find-followed'
import { findRecalled } from '@/lib/gateway/find-recalled'
import { createSharedTexts } from '@/lib/gateway/response-cache'
import { buildCandidate } from '../support/build-candidate'
import { buildDependencies } from '../support/build-dependencies'
import { buildRequest } from '../support/build-request'
import { callOf } from '../support/call-of'
import { createMemoryTexts } from '../support/text-store'

const said = { role: 'user', content: 'Và?' }

function build(shared = createMemoryTexts()) {
  const world = buildDependencies()
  const dependencies = { ...world.dependencies, followed: createSharedTexts(shared) }
  const traceOf = (caller: string, ...input: readonly unknown[]): CallTrace => {
    const trace = beginTrace(buildRequest(), dependencies)
    const proof = { kind: 'none' } as const
    trace.identity = { proof, caller, plan: 'pro', models: undefined, zones: undefined }
    trace.call = callOf('responses', { input: [said, ...input] })
    trace.asked = trace.call
    return trace
  }
  return {
    ...world,
    shared,
    find: (caller: string, ...input: readonly unknown[]) =>
      findRecalled(traceOf(caller, ...input), dependencies),
    /** Has an answer of several parts given to a caller by `fra`, and remembered. */
    async give(caller: string, ...answerIds: readonly string[]) {
      const trace = traceOf(caller)
      const result = { kind: 'answered', headers: new Headers(), body: new Uint8Array(), answerIds } as const
      trace.answer = { attempts: [], candidate: buildCandidate('fra'), result }
      await rememberAnswer(trace, undefined, dependencies)
    },
  }
}

const thought = (id: string, fields = {}) => ({ type: 'reasoning', id, summary: [], ...fields })

it('what was thought is recalled by the endpoint that thought it, here and at every instance', async () => {
  const { give, find, shared } = build()
  await give('key-a', 'resp_1', 'rs_1')
  expect(await find('key-a', thought('rs_1'))).toBe('fra')
  expect(await build(shared).find('key-a', thought('rs_0'), thought('rs_1'))).toBe('fra')
})

it('what is not known to be of this caller is anybody’s guess, and refuses nobody', async () => {
  const { give, find, shared } = build()
  await give('key-a', 'rs_1')
  expect(await find('key-b', thought('rs_1'))).toBeUndefined()
  expect(await find('key-a', thought('rs_9'))).toBeUndefined()
  shared.isLost = true
  expect(await build(shared).find('key-a', thought('rs_1'))).toBeUndefined()
})

it.each([
  ['nothing that was thought', said],
  ['its text', thought('rs_1', { content: [{ type: 'reasoning_text', text: 'A' }] })],
  ['its cipher', thought('rs_1', { encrypted_content: 'AA' })],
  ['what it follows', { type: 'item_reference', id: 'msg_1' }, thought('rs_1')],
])('nobody is asked where a call brings %s', async (_, ...input) => {
  const { find, shared } = build()
  expect(await find('key-a', ...input)).toBeUndefined()
  expect(shared).toMatchObject({ asked: [] })
})
