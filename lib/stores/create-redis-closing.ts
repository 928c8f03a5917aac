import type { Redis } from '@upstash/redis'
import { settlementScript } from '@/lib/stores/admission-script'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { settlementCommand } from '@/lib/stores/settlement-command'
import { usageCommand } from '@/lib/stores/usage-command'
import { usageScript } from '@/lib/stores/usage-script'
import type { ClosingStore } from '@/lib/usage/closing-store'

/** What ends a call, in Redis: both scripts in one request. */
export function createRedisClosing(redis: Redis, breaker: StoreBreaker): ClosingStore {
  const scripts = [settlementScript, usageScript]
  const names: string[] = []
  return {
    async close({ reservation, used, record, receipt }) {
      for (const [at, script] of scripts.entries()) names[at] ??= await scriptName(script)
      const commands = [settlementCommand(reservation, used), usageCommand(record, receipt)]
      const batch = redis.pipeline()
      for (const [at, { keys, values }] of commands.entries()) batch.evalsha(names[at] ?? '', keys, values)
      const replies = await breaker.runAside(() => batch.exec({ keepErrors: true }))
      const done = commands.map(async ({ keys, values }, at) => {
        const error = replies[at]?.error
        if (error === undefined) return true
        if (!/noscript/i.test(error)) return false
        return redis.eval(scripts[at] ?? '', keys, values).then(
          () => true,
          () => false,
        )
      })
      const [isSettled = false, isRecorded = false] = await Promise.all(done)
      return { isSettled, isRecorded }
    },
  }
}

/** The name that Redis knows a script by. Source: https://redis.io/docs/latest/commands/evalsha */
async function scriptName(script: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(script))
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
