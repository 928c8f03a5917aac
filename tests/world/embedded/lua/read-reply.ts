import { fengari, type LuaState } from './fengari'
import { luaText } from './lua-text'

const { lua } = fengari

/** Takes what a script returned off the stack, as Redis replies it; a failure is an `Error`. */
export function readReply(machine: LuaState): unknown {
  const reply = topReply(machine)
  lua.lua_pop(machine, 1)
  return reply
}

function topReply(machine: LuaState): unknown {
  switch (lua.lua_type(machine, -1)) {
    case lua.LUA_TSTRING:
      return luaText.decode(lua.lua_tolstring(machine, -1))
    case lua.LUA_TNUMBER:
      return Math.trunc(lua.lua_tonumber(machine, -1))
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(machine, -1) ? 1 : null
    case lua.LUA_TTABLE:
      return tableReply(machine)
    default:
      return null
  }
}

function tableReply(machine: LuaState): unknown {
  lua.lua_checkstack(machine, 2)
  const failure = fieldAt(machine, 'err')
  if (typeof failure === 'string') return new Error(failure)
  const status = fieldAt(machine, 'ok')
  return typeof status === 'string' ? status : itemsAt(machine)
}

function fieldAt(machine: LuaState, name: string): unknown {
  lua.lua_pushstring(machine, luaText.encode(name))
  const isText = lua.lua_rawget(machine, -2) === lua.LUA_TSTRING
  const text = isText ? luaText.decode(lua.lua_tolstring(machine, -1)) : undefined
  lua.lua_pop(machine, 1)
  return text
}

// A list ends at its first nil.
function itemsAt(machine: LuaState): unknown[] {
  const items: unknown[] = []
  while (lua.lua_rawgeti(machine, -1, items.length + 1) !== lua.LUA_TNIL) items.push(readReply(machine))
  lua.lua_pop(machine, 1)
  return items
}
