import { admitCall } from '@/lib/gateway/admit-call'
import { beginTrace, type CallTrace } from '@/lib/gateway/call-trace'
import { finishCall } from '@/lib/gateway/finish-call'
import type { ClosingStore } from '@/lib/usage/closing-store'
import { buildCall } from './build-call'
import { buildRequest } from './build-request'
import { buildShared } from './shared-store'

/** Calls that were let in: `end` ends one as a response goes out. */
export async function admittedCalls(count: number, fullest: number | undefined) {
  const requests: number[] = []
  const closing: ClosingStore = {
    async close(calls) {
      requests.push(calls.length)
      return calls.map(() => ({ isSettled: true, isRecorded: true }))
    },
  }
  const world = buildShared({ closing })
  const { admit } = world.shared
  const told = { fullest }
  world.shared.admit = async ask => {
    const answer = await admit(ask)
    return answer.kind === 'admitted' && told.fullest !== undefined
      ? { ...answer, nearness: { fullest: told.fullest } }
      : answer
  }
  const admitOne = async () => {
    const request = buildRequest()
    const trace = beginTrace(request, world.dependencies)
    trace.call = buildCall({ max_tokens: 500 })
    await admitCall(request.headers, trace, world.dependencies)
    return trace
  }
  const traces: CallTrace[] = []
  for (let call = 0; call < count; call++) traces.push(await admitOne())
  const end = (trace: CallTrace) => finishCall(Response.json({}), { trace, dependencies: world.dependencies })
  return { ...world, traces, admitOne, told, end, requests }
}
