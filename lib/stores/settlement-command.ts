import type { Reservation, Settlement } from '@/lib/access/limits'
import { slotSeconds, windowSeconds } from '@/lib/access/memory-limiter'
import { redisKeys } from '@/lib/stores/redis-keys'
import type { ScriptCommand } from '@/lib/stores/usage-command'

/** Has the settlement script give back what a call holds, and count what it used. */
export function settlementCommand(
  { caller, slot, second, tokens: reserved, budgets, nanoUsd }: Reservation,
  used: Settlement,
): ScriptCommand {
  const numbers = [second, reserved, used.tokens, windowSeconds, slotSeconds, used.nanoUsd - nanoUsd]
  return {
    keys: [redisKeys.tokens(caller), redisKeys.slots(caller), ...budgets.map(redisKeys.spent)],
    values: [slot, ...numbers.map(String)],
  }
}
