/**
 * Adds one call's usage to the sums of its minute, hour and day and of all time, all or nothing, and once: who has a record
 * already has been counted. A row is one field with all its counters, and one for each bucket of durations; each says for
 * which of these it is kept, and whether with its durations. A hash is bounded: rows that no longer fit are counted under
 * `other`, so that the sums stay right. The receipt, where there is one, is kept before the older ones of its request id, one a
 * line; how many, is bounded, since the id is the caller's choice.
 */
export const usageScript = `
local record, receipts = KEYS[1], KEYS[2]
local value, recordSeconds, width, receipt = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
-- The keys of the periods follow after so many, the rows after so many arguments and a lifetime for each period.
local mostFields, head, periods = 20000, 4, 2
local mostReceipts, mostBytes = 10, 8192
if redis.call('EXISTS', record) == 1 then return 0 end

-- Redis reads texts as numbers that are none.
local function number(text)
  local found = tonumber(text)
  return found and found >= 0 and found <= 9e15 and found or 0
end

local function add(key, name, numbers)
  local old, sums, at = redis.call('HGET', key, name), {}, 0
  for part in string.gmatch(old or '', '%S+') do
    at = at + 1
    sums[at] = number(part)
  end
  for i = 1, width do sums[i] = string.format('%.0f', (sums[i] or 0) + numbers[i]) end
  redis.call('HSET', key, name, table.concat(sums, ' ', 1, width))
end

for k = periods + 1, #KEYS do
  local key = KEYS[k]
  -- What holds something else under our name is replaced.
  if type(redis.pcall('HLEN', key)) ~= 'number' then redis.call('DEL', key) end
  local isFull = redis.call('HLEN', key) >= mostFields
  for i = head + #KEYS - periods + 1, #ARGV, width + 3 do
    local name, bucket, numbers = ARGV[i], ARGV[i + 1], {}
    local kept = string.sub(ARGV[i + 2], k - periods, k - periods)
    if kept ~= '-' then
      for n = 1, width do numbers[n] = tonumber(ARGV[i + 2 + n]) end
      if isFull and redis.call('HEXISTS', key, name) == 0 then
        name = string.match(name, '^[^/]*') .. '/other'
      end
      add(key, name, numbers)
      local field = name .. '#' .. bucket
      local isCounted = kept == 'd' and bucket ~= ''
      if isCounted and type(redis.pcall('HINCRBY', key, field, 1)) ~= 'number' then
        redis.call('HSET', key, field, 1)
      end
    end
  end
  redis.call('EXPIRE', key, ARGV[head + k - periods])
end
-- Last, since whatever fails before it may come again.
redis.call('SET', record, value, 'EX', recordSeconds)

if receipt ~= '' and #receipt <= mostBytes then
  local older, kept, count = redis.pcall('GET', receipts), receipt, 1
  -- What holds something else under our name is replaced.
  if type(older) == 'string' and #older <= mostReceipts * (mostBytes + 1) then
    for line in string.gmatch(older, '[^\\n]+') do
      if count == mostReceipts then break end
      kept, count = kept .. '\\n' .. line, count + 1
    end
  end
  redis.call('SET', receipts, kept, 'EX', recordSeconds)
end
return 1
`
