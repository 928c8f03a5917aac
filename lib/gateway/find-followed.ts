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

// Each costs a look into the store.
const mostFollowed = 64

// It may be on its way to the store still.
const secondLookMs = 250

/**
 * The endpoint that gave the answers which a call follows, since no other knows them; undefined where it follows none, or where
 * instances share nothing. Throws `previous_response_not_found` for an answer that this caller was not given here, and
 * `auth_unavailable` while nobody can say.
 */
export async function findFollowed(
  { asked, identity }: CallTrace,
  dependencies: Dependencies,
): Promise<string | undefined> {
  if (asked === undefined || asked.follows.length === 0 || identity === undefined) return undefined
  const { memory, shared } = dependencies.followed
  const now = dependencies.effects.now()
  const param = asked.request.previous_response_id === asked.follows[0] ? 'previous_response_id' : 'input'
  if (asked.follows.length > mostFollowed) throw tooMany()
  const names = await Promise.all(asked.follows.map(id => followedName(identity.caller, id)))
  const here = names.map(name => memory.get(name, now))
  if (shared === undefined) return here.find(endpoint => endpoint !== undefined)
  const missing = names.filter((_, at) => here[at] === undefined)
  const found = [...here.filter(endpoint => endpoint !== undefined), ...(await askFor(missing, dependencies))]
  const [endpoint] = found
  if (found.includes(undefined))
    throw notFound('No answer with this id was given to this caller here.', param)
  if (found.some(other => other !== endpoint))
    throw notFound(
      'What this call refers to was given by different endpoints, and none knows all of it.',
      param,
    )
  return endpoint
}

// While the store cannot say whose they are they may be another caller's, and no endpoint would tell the difference.
async function askFor(
  names: readonly string[],
  dependencies: Dependencies,
): Promise<readonly (string | undefined)[]> {
  if (names.length === 0) return []
  const { followed, effects, writeLog } = dependencies
  const ask = () => Promise.all(names.map(async name => await followed.shared?.get(name)))
  try {
    const found = await ask()
    if (!found.includes(undefined)) return found
    await new Promise<void>(resolve => {
      effects.startTimer(secondLookMs, resolve)
    })
    return await ask()
  } catch (cause) {
    logLost(cause, { event: 'followed-lost', writeLog })
    const message = 'Whose the answer is that this call follows cannot be checked at the moment.'
    throw new ApiError('auth_unavailable', message, { cause })
  }
}

function notFound(message: string, param: string): ApiError {
  return new ApiError('previous_response_not_found', message, { param })
}

function tooMany(): ApiError {
  const message = `Expected at most ${mostFollowed} references to earlier items: send previous_response_id instead.`
  return new ApiError('invalid_request', message, { param: 'input' })
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
    const name = await followedName(caller, id)
    followed.memory.set(name, { ...kept, now: effects.now() })
    await followed.shared?.set(name, kept)
  }
  await Promise.all(ids.slice(0, mostIds).map(remember)).catch((error: unknown) => {
    logLost(error, { event: 'followed-lost', writeLog })
  })
}

/** Under which name it is remembered which endpoint gave a caller an answer. */
export function followedName(caller: string, id: string): Promise<string> {
  return digest(canonicalJson([caller, id]))
}
