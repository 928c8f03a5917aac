import type { CallTrace } from '@/lib/gateway/call-trace'
import type { Dependencies } from '@/lib/gateway/dependencies'
import { followedName } from '@/lib/gateway/find-followed'
import { logLost } from '@/lib/telemetry/log-lost'

/**
 * The endpoint that keeps what a call gives back by its id alone; undefined where it gives back nothing of the kind, or that is
 * not known to be of this caller. Nobody is refused for it: what the endpoint does not keep it says itself.
 */
export async function findRecalled(
  { asked, identity }: CallTrace,
  { followed, effects, writeLog }: Dependencies,
): Promise<string | undefined> {
  // What it follows decides where it goes.
  if (asked?.recalls === undefined || asked.follows.length > 0 || identity === undefined) return undefined
  const name = await followedName(identity.caller, asked.recalls)
  const here = followed.memory.get(name, effects.now())
  if (here !== undefined) return here
  return await followed.shared?.get(name).catch((error: unknown) => {
    logLost(error, { event: 'followed-lost', writeLog })
    return undefined
  })
}
