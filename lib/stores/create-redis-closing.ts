import type { Redis } from '@upstash/redis'
import { settlementScript } from '@/lib/stores/admission-script'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import { settlementCommand } from '@/lib/stores/settlement-command'
import { type ScriptCommand, usageCommand, usageGroup } from '@/lib/stores/usage-command'
import { usageScript } from '@/lib/stores/usage-script'
import type { ClosedCall, ClosingStore } from '@/lib/usage/closing-store'

const scripts = { settlement: settlementScript, usage: usageScript } as const

type Asked = ScriptCommand & { readonly script: keyof typeof scripts }
type Group = [ClosedCall, ...ClosedCall[]]

/** What ends calls, in Redis: all of it in one request, and the usage of calls of one minute in one script call. */
export function createRedisClosing(redis: Redis, breaker: StoreBreaker): ClosingStore {
  const names = new Map<string, string>()

  async function nameOf(script: keyof typeof scripts): Promise<string> {
    const known = names.get(script) ?? (await scriptName(scripts[script]))
    names.set(script, known)
    return known
  }

  // The reply to each command; undefined where it failed.
  async function run(commands: readonly Asked[]): Promise<readonly unknown[]> {
    const batch = redis.pipeline()
    for (const { script, keys, values } of commands) batch.evalsha(await nameOf(script), keys, values)
    const replies = await breaker.runAside(() => batch.exec({ keepErrors: true }))
    return await Promise.all(
      commands.map(async ({ script, keys, values }, at) => {
        const error = replies[at]?.error
        if (error === undefined) return replies[at]?.result
        return /noscript/i.test(error)
          ? await redis.eval(scripts[script], keys, values).catch(() => undefined)
          : undefined
      }),
    )
  }

  return {
    async close(calls) {
      const groups = groupsOf(calls)
      const settlements = calls.map(({ reservation, used }) => ({
        script: 'settlement' as const,
        ...settlementCommand(reservation, used),
      }))
      const replies = await run([...settlements, ...groups.map(toCommand)])
      const recorded = new Set<ClosedCall>()
      const others: ClosedCall[] = []
      for (const [at, group] of groups.entries()) {
        const reply = replies[calls.length + at]
        if (isDone(reply)) for (const call of group) recorded.add(call)
        // What is there already, or cannot be added, must not keep the others out.
        else if (group.length > 1) others.push(...group)
      }
      const again = others.length === 0 ? [] : await run(others.map(call => toCommand([call])))
      for (const [at, call] of others.entries()) if (isDone(again[at])) recorded.add(call)
      return calls.map((call, at) => ({
        isSettled: replies[at] !== undefined,
        isRecorded: recorded.has(call),
      }))
    },
  }
}

function toCommand(group: Group): Asked {
  return { script: 'usage', ...usageCommand(group) }
}

// One that was there already is as good as added.
function isDone(reply: unknown): boolean {
  return reply === 1 || reply === 0
}

function groupsOf(calls: readonly ClosedCall[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const call of calls) {
    const name = usageGroup(call.record)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [call])
    else group.push(call)
  }
  return [...groups.values()]
}

/** The name that Redis knows a script by. Source: https://redis.io/docs/latest/commands/evalsha */
async function scriptName(script: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(script))
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
