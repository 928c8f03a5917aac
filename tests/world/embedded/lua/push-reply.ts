import { fengari, type LuaState } from './fengari'
import { luaText } from './lua-text'

const { lua } = fengari

/** Puts a reply on the stack as a script sees it: nothing is `false`, an error a table with `err`. */
export function pushReply(machine: LuaState, reply: unknown): void {
  if (typeof reply === 'string') lua.lua_pushstring(machine, luaText.encode(reply))
  else if (typeof reply === 'number') lua.lua_pushnumber(machine, reply)
  else if (Array.isArray(reply)) pushArray(machine, reply)
  else if (reply instanceof Error) pushField(machine, { name: 'err', text: reply.message })
  else lua.lua_pushboolean(machine, false)
}

/** Puts a status, such as `OK`, on the stack. */
export function pushStatus(machine: LuaState, status: string): void {
  pushField(machine, { name: 'ok', text: status })
}

function pushArray(machine: LuaState, items: readonly unknown[]): void {
  lua.lua_checkstack(machine, 2)
  lua.lua_createtable(machine, items.length, 0)
  for (const [index, item] of items.entries()) {
    pushReply(machine, item)
    lua.lua_rawseti(machine, -2, index + 1)
  }
}

function pushField(machine: LuaState, { name, text }: { name: string; text: string }): void {
  lua.lua_createtable(machine, 0, 1)
  lua.lua_pushstring(machine, luaText.encode(text))
  lua.lua_setfield(machine, -2, luaText.encode(name))
}
