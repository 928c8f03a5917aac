import { digest } from '@/lib/access/keyed-digest'
import { canonicalJson } from '@/lib/cache/canonical-json'
import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { ApiError } from '@/lib/openai/api-error'
import { logLost } from '@/lib/telemetry/log-lost'
import type { StreamEnd } from '@/lib/upstream/relay-stream'

// As long as OpenAI keeps them. Source: https://platform.openai.com/docs/guides/your-data
const keptSeconds = 30 * 24 * 60 * 60

// An answer with more parts than this is referred to by its own id.
const mostIds = 16

// It may be on its way to the store still.
const secondLookMs = 250

/**
 * The endpoint that gave the answer which a call follows, since no other knows it; undefined where it follows none, or where
 * nobody can say. Throws `previous_response_not_found` for an answer that this caller was not given here.
 */
export async function findFollowed(
  { asked, identity }: CallTrace,
  dependencies: Dependencies,
): Promise<string | undefined> {
  if (asked?.follows === undefined || identity === undefined) return undefined
  const name = await nameOf(identity.caller, asked.follows)
  const { memory, shared } = dependencies.followed
  const { effects, writeLog } = dependencies
  const known = memory.get(name, effects.now())
  if (known !== undefined || shared === undefined) return known
  try {
    const found = (await shared.get(name)) ?? (await lookAgain(name, dependencies))
    if (found !== undefined) return found
  } catch (error) {
    logLost(error, { event: 'followed-lost', writeLog })
    return undefined
  }
  throw new ApiError('previous_response_not_found', 'No answer with this id was given to this caller here.', {
    param: asked.request.previous_response_id === asked.follows ? 'previous_response_id' : 'input',
  })
}

/** Remembers which endpoint gave an answer that a later call may follow. */
export async function rememberAnswer(
  trace: CallTrace,
  end: StreamEnd | undefined,
  { followed, effects, writeLog }: Dependencies,
): Promise<void> {
  const { answer, call, identity } = trace
  const endpoint = answer?.candidate?.endpoint.id
  // What no endpoint keeps nobody can refer to.
  const isKept = call?.operation.name === 'responses' && call.request.store !== false
  if (!isKept || answer?.result.kind !== 'answered' || endpoint === undefined || !identity) return
  const ids = [...(answer.result.answerIds ?? []), ...(end?.progress.answerIds ?? [])]
  const kept = { text: endpoint, seconds: keptSeconds }
  const { caller } = identity
  const remember = async (id: string) => {
    const name = await nameOf(caller, id)
    followed.memory.set(name, { ...kept, now: effects.now() })
    await followed.shared?.set(name, kept)
  }
  await Promise.all(ids.slice(0, mostIds).map(remember)).catch((error: unknown) => {
    logLost(error, { event: 'followed-lost', writeLog })
  })
}

async function lookAgain(name: string, { followed, effects }: Dependencies): Promise<string | undefined> {
  await new Promise<void>(resolve => {
    effects.startTimer(secondLookMs, resolve)
  })
  return await followed.shared?.get(name)
}

function nameOf(caller: string, id: string): Promise<string> {
  return digest(canonicalJson([caller, id]))
}
