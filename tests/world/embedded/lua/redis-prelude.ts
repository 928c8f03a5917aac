/**
 * What a script finds around it: Lua 5.3 with the looks of the 5.1 in Redis, and the library `redis`. The chunk takes the
 * functions that come from outside and returns those that compile and run scripts.
 *
 * In 5.1 every number is a float, and integers of this machine have 32 bits only; so a script is given floats wherever it
 * calculates. What remains is that \`string.format\` refuses to write fractions or numbers from 2^31 on by \`%d\`.
 */
export const redisPrelude = `
local call, callSafely, sha1 = ...
local globals, debug, load, xpcall, protected, kind = _G, debug, load, xpcall, pcall, math.type

local function float(convert)
  return function(...)
    local number = convert(...)
    return kind(number) and number + 0.0
  end
end

tonumber, math.floor, math.ceil = float(tonumber), float(math.floor), float(math.ceil)
unpack = table.unpack
table.unpack, table.pack, table.move = nil, nil, nil
string.pack, string.packsize, string.unpack = nil, nil, nil
math.type, math.tointeger, math.ult, math.maxinteger, math.mininteger = nil, nil, nil, nil, nil
dofile, loadfile, print, collectgarbage, rawlen = nil, nil, nil, nil, nil
globals.load, globals.debug = nil, nil

local function messageOf(failure)
  return type(failure) == 'table' and type(failure.err) == 'string' and failure.err or nil
end

-- In Redis too, a caught reply is its message.
local function caught(isFine, ...)
  if isFine then return true, ... end
  local failure = ...
  return false, messageOf(failure) or failure
end

function pcall(...) return caught(protected(...)) end

redis = {
  call = call,
  pcall = callSafely,
  status_reply = function(text) return {ok = text} end,
  error_reply = function(text)
    local message = text:gsub('^%-', '')
    return {err = message:find(' ', 1, true) and message or 'ERR ' .. message}
  end,
  sha1hex = function(...)
    if select('#', ...) ~= 1 then error({err = 'ERR wrong number of arguments'}) end
    return sha1((tostring(...)))
  end,
}

local function readonly(lookup)
  local function refuse() error('Attempt to modify a readonly table', 2) end
  return setmetatable({}, {__index = lookup, __newindex = refuse})
end

local environment = readonly(function(_, name)
  local value = globals[name]
  if value ~= nil then return value end
  error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
end)

for _, name in ipairs({'math', 'redis', 'string', 'table'}) do globals[name] = readonly(globals[name]) end
globals._G = environment

local chunks, running = {}, nil

local function located(failure)
  local level, at = 2, debug.getinfo(2, 'Sl')
  while at and at.source ~= '@user_script' do
    level = level + 1
    at = debug.getinfo(level, 'Sl')
  end
  local message = messageOf(failure) or 'ERR ' .. tostring(failure)
  return message .. ' script: ' .. running .. (at and ', on @user_script:' .. at.currentline .. '.' or '')
end

local function compile(sha, text)
  local chunk, reason = load(text, '@user_script', 't', environment)
  if not chunk then return {err = 'ERR Error compiling script (new function): ' .. reason} end
  chunks[sha] = chunk
  return sha
end

local function run(sha, keys, argv)
  running, globals.KEYS, globals.ARGV = sha, keys, argv
  local isFine, result = xpcall(chunks[sha], located)
  if isFine then return result end
  return {err = result}
end

return {compile = compile, run = run}
`
