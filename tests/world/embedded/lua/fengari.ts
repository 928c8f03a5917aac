import { createRequire } from 'node:module'

declare const state: unique symbol

/** A Lua machine with its stack. */
export interface LuaState {
  readonly [state]: true
}

/** A function that Lua calls: its arguments are the stack, and it tells how many values on top are its results. */
export type LuaFunction = (machine: LuaState) => number

/** The part of Lua's C interface, in JavaScript, that is used here; strings are bytes. */
export interface Fengari {
  lua: {
    LUA_OK: number
    LUA_TBOOLEAN: number
    LUA_TNIL: number
    LUA_TNUMBER: number
    LUA_TSTRING: number
    LUA_TTABLE: number
    lua_call(machine: LuaState, argumentCount: number, resultCount: number): void
    lua_checkstack(machine: LuaState, count: number): boolean
    lua_createtable(machine: LuaState, arrayCount: number, fieldCount: number): void
    lua_error(machine: LuaState): never
    lua_getfield(machine: LuaState, index: number, name: Uint8Array): number
    lua_gettop(machine: LuaState): number
    lua_pcall(
      ...settings: [machine: LuaState, argumentCount: number, resultCount: number, handler: number]
    ): number
    lua_pop(machine: LuaState, count: number): void
    lua_pushboolean(machine: LuaState, value: boolean): void
    lua_pushcfunction(machine: LuaState, value: LuaFunction): void
    lua_pushnumber(machine: LuaState, value: number): void
    lua_pushstring(machine: LuaState, value: Uint8Array): void
    lua_rawget(machine: LuaState, index: number): number
    lua_rawgeti(machine: LuaState, index: number, position: number): number
    lua_rawseti(machine: LuaState, index: number, position: number): void
    lua_setfield(machine: LuaState, index: number, name: Uint8Array): void
    lua_settop(machine: LuaState, index: number): void
    lua_toboolean(machine: LuaState, index: number): boolean
    lua_tolstring(machine: LuaState, index: number): Uint8Array | null
    lua_tonumber(machine: LuaState, index: number): number
    lua_type(machine: LuaState, index: number): number
  }
  lauxlib: {
    luaL_loadbuffer(
      ...source: [machine: LuaState, text: Uint8Array, length: number, name: Uint8Array]
    ): number
    luaL_newstate(): LuaState
    luaL_requiref(...library: [machine: LuaState, name: Uint8Array, open: LuaFunction, global: boolean]): void
  }
  lualib: {
    luaopen_base: LuaFunction
    luaopen_debug: LuaFunction
    luaopen_math: LuaFunction
    luaopen_string: LuaFunction
    luaopen_table: LuaFunction
  }
}

// Read as the package loads: a whole float is written `5` as in Lua 5.1, not `5.0`.
process.env.FENGARICONF = JSON.stringify({ LUA_COMPAT_FLOATSTRING: true })

export const fengari: Fengari = createRequire(import.meta.url)('fengari')
