import type { Dependencies } from '@/lib/gateway/dependencies'
import { logLost } from '@/lib/telemetry/log-lost'

/** A name under which a call is to be done once, and what is to stand under it no longer. */
type Claimed = { readonly name: string; readonly claim: string }

/** Lets a call that is to be done once be tried again: where nobody else has claimed it, or done it, since. */
export async function giveUpClaim(
  { name, claim }: Claimed,
  { once, effects, writeLog }: Pick<Dependencies, 'once' | 'effects' | 'writeLog'>,
): Promise<void> {
  if (once.memory.get(name, effects.now()) === claim) once.memory.delete(name)
  await once.shared
    ?.forget(name, claim)
    .catch((error: unknown) => logLost(error, { event: 'once-lost', writeLog }))
}
