import { createHash } from 'node:crypto'
import { commandFunction } from './command-function'
import { fengari, type LuaState } from './fengari'
import { floatLiterals } from './float-literals'
import { luaText } from './lua-text'
import { pushReply } from './push-reply'
import { readReply } from './read-reply'
import { redisPrelude } from './redis-prelude'

const { lua, lauxlib, lualib } = fengari

const libraries = {
  _G: lualib.luaopen_base,
  table: lualib.luaopen_table,
  string: lualib.luaopen_string,
  math: lualib.luaopen_math,
  // For the prelude only, which hides it.
  debug: lualib.luaopen_debug,
}

/** Runs Lua scripts by their names, each from its start to its end with nothing in between. */
export interface LuaMachine {
  /** Makes a script known; throws where it is no Lua. */
  compile(sha: string, text: string): void
  run(sha: string, words: { keys: readonly string[]; argv: readonly string[] }): unknown
}

/** Makes a Lua machine whose scripts call commands by a function. */
export function createLuaMachine(call: (args: readonly string[]) => unknown): LuaMachine {
  const machine = lauxlib.luaL_newstate()
  for (const [name, open] of Object.entries(libraries)) {
    lauxlib.luaL_requiref(machine, luaText.encode(name), open, true)
    lua.lua_pop(machine, 1)
  }
  const prelude = luaText.encode(redisPrelude)
  lauxlib.luaL_loadbuffer(machine, prelude, prelude.length, luaText.encode('=redis'))
  for (const isRaising of [true, false]) lua.lua_pushcfunction(machine, commandFunction({ call, isRaising }))
  lua.lua_pushcfunction(machine, pushSha1)
  lua.lua_call(machine, 3, 1)
  return {
    compile: (sha, text) => void ask(machine, { name: 'compile', args: [sha, floatLiterals(text)] }),
    run: (sha, { keys, argv }) => ask(machine, { name: 'run', args: [sha, keys, argv] }),
  }
}

function pushSha1(machine: LuaState): number {
  const bytes = lua.lua_tolstring(machine, 1) ?? new Uint8Array()
  pushReply(machine, createHash('sha1').update(bytes).digest('hex'))
  return 1
}

/** Calls one of the prelude's functions, which stand in the table at the bottom of the stack. */
function ask(machine: LuaState, { name, args }: { name: string; args: readonly unknown[] }): unknown {
  try {
    lua.lua_getfield(machine, 1, luaText.encode(name))
    for (const arg of args) pushReply(machine, arg)
    const status = lua.lua_pcall(machine, args.length, 1, 0)
    const reply = readReply(machine)
    if (status !== lua.LUA_OK) throw new Error(`ERR Error running script: ${reply}`)
    if (reply instanceof Error) throw reply
    return reply
  } finally {
    lua.lua_settop(machine, 1)
  }
}
