import { fengari, type LuaState } from './fengari'
import { luaText } from './lua-text'

const { lua } = fengari

/** The words of a command that a script calls. */
export function readArguments(machine: LuaState): string[] {
  const count = lua.lua_gettop(machine)
  if (count === 0) throw new Error('ERR Please specify at least one argument for this redis lib call')
  return Array.from({ length: count }, (_, index) => argumentAt(machine, index + 1))
}

function argumentAt(machine: LuaState, index: number): string {
  switch (lua.lua_type(machine, index)) {
    case lua.LUA_TSTRING:
      return luaText.decode(lua.lua_tolstring(machine, index))
    case lua.LUA_TNUMBER:
      return String(lua.lua_tonumber(machine, index)).replace('Infinity', 'inf')
    default:
      throw new Error('ERR Lua redis lib command arguments must be strings or integers')
  }
}
