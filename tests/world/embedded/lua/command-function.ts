import { fengari, type LuaFunction, type LuaState } from './fengari'
import { pushReply, pushStatus } from './push-reply'
import { readArguments } from './read-arguments'

const answeredByStatus = new Set(['FLUSHALL', 'PING', 'SET', 'SETEX'])

interface CommandFunctionOptions {
  call: (args: readonly string[]) => unknown
  /** Whether an error ends the script; otherwise it is returned as a reply. */
  isRaising: boolean
}

/** The function by which scripts call commands. */
export function commandFunction({ call, isRaising }: CommandFunctionOptions): LuaFunction {
  return machine => {
    // Lua raises by throwing, and that must not be caught here.
    if (pushOutcome(machine, call) || !isRaising) return 1
    return fengari.lua.lua_error(machine)
  }
}

function pushOutcome(machine: LuaState, call: CommandFunctionOptions['call']): boolean {
  try {
    const args = readArguments(machine)
    const reply = call(args)
    const isStatus = typeof reply === 'string' && answeredByStatus.has(args[0]?.toUpperCase() ?? '')
    if (isStatus) pushStatus(machine, reply)
    else pushReply(machine, reply)
    return true
  } catch (error) {
    pushReply(machine, error instanceof Error ? error : new Error(String(error)))
    return false
  }
}
