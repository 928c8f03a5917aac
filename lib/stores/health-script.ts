import { canaryScript } from '@/lib/stores/canary-script'
import { openingScript } from '@/lib/stores/opening-script'

/**
 * Adds what one instance has learned to what its edge knows: counts fade with time and add up, of two deadlines the later
 * one stands, and of a round trip the newest. By Redis's own clock; deadlines come as durations, so that the instances'
 * clocks need not agree, and a negative one says that a circuit has closed. A hash is bounded: a full one drops what is no
 * longer news. What is not of ours in it is replaced.
 */
export const healthScript = `
local edge, processing, openings, canaries = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local mostFields, lifetime, longest, news = 512, tonumber(ARGV[1]), 900000, 60000

local function numbers(text, count)
  local list = {}
  if text and #text <= 128 then
    for part in string.gmatch(text, '%S+') do
      if not string.match(part, '^%d+%.?%d*$') then return nil end
      list[#list + 1] = tonumber(part)
    end
  end
  -- A row from the future is nobody's.
  if #list ~= count or list[1] > now + 5000 then return nil end
  return list
end

-- What holds something else under our name is replaced.
for _, key in ipairs(KEYS) do
  if type(redis.pcall('HLEN', key)) ~= 'number' then redis.call('DEL', key) end
end

local function later(old, duration, most)
  if duration < 0 then return 1 end
  return math.max(math.min(old, now + (most or longest)), duration > 0 and now + duration or 0)
end

local isSwept = {}
local function makeRoom(key)
  if isSwept[key] then return end
  isSwept[key] = true
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    local row = numbers(all[i + 1], 5) or numbers(all[i + 1], 3)
    local isNews = row and (now - row[1] <= news or (row[4] or 0) > now or (row[5] or 0) > now)
    if not isNews then redis.call('HDEL', key, all[i]) end
  end
end

local function write(key, field, text)
  if redis.call('HEXISTS', key, field) == 0 then
    if redis.call('HLEN', key) >= mostFields then makeRoom(key) end
    if redis.call('HLEN', key) >= mostFields then return end
  end
  redis.call('HSET', key, field, text)
  redis.call('EXPIRE', key, lifetime)
end

local function fade(at, over)
  return math.exp(-math.max(0, now - at) / over)
end
${openingScript}${canaryScript}
for i = 2, #ARGV, 6 do
  local kind, name = ARGV[i], ARGV[i + 1]
  local a, b, c, d = tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4]), tonumber(ARGV[i + 5])
  if kind == 'opening' then
    tellOpening(name, a == 1)
  elseif kind == 'canary' then
    tellCanary(name)
  elseif kind == 'model' then
    local field = 'm/' .. name
    local old = numbers(redis.call('HGET', edge, field), 5) or {now, 0, 0, 0, 0}
    local left = now - old[1] <= news and fade(old[1], 30000) or 0
    local succeeded, failed = old[2] * left + a, old[3] * left + b
    write(edge, field, string.format('%.0f %.3f %.3f %.0f %.0f', now, succeeded, failed, later(old[4], c), later(old[5], d)))
  elseif kind == 'endpoint' then
    local field = 'e/' .. name
    local old = numbers(redis.call('HGET', edge, field), 5) or {now, 0, 0, 0, 0}
    write(edge, field, string.format('%.0f %.0f %.1f %.0f %.0f', now, a, b, later(old[4], c), later(old[5], d, 3600000)))
  else
    local old = numbers(redis.call('HGET', processing, name), 3) or {now, 0, 0}
    local weight = now - old[1] <= news and old[2] * fade(old[1], 10000) or 0
    local total = weight + a
    if total > 0 then
      write(processing, name, string.format('%.0f %.3f %.5f', now, total, (weight * old[3] + b) / total))
    end
  end
end
return 1
`
