/**
 * Adds the usage of calls of one minute to the sums of that minute, of its hour and day and of all time, all or nothing, and
 * once: who has a record already has been counted. Answers 1 where it has added all, 0 where the one call is there already,
 * and -1 where one of several is: they may come again one by one. A row is one field with all its counters, and one for each
 * bucket of durations; each says for which of these it is kept, and whether with its durations. A hash is bounded: rows that
 * no longer fit are counted under `other`, so that the sums stay right. A receipt, where there is one, is kept before the
 * older ones of its request id, one a line; how many, is bounded, since the id is the caller's choice.
 */
export const usageScript = `
local calls, recordSeconds, width = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
-- Each call has two keys and two arguments. The keys of the periods follow after them, the rows after a lifetime for each.
local mostFields, head, periods = 20000, 3 + 2 * calls, 2 * calls
local mostReceipts, mostBytes = 10, 8192
for call = 1, calls do
  if redis.call('EXISTS', KEYS[2 * call - 1]) == 1 then return calls == 1 and 0 or -1 end
end

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
    local name, buckets, numbers = ARGV[i], ARGV[i + 1], {}
    local kept = string.sub(ARGV[i + 2], k - periods, k - periods)
    if kept ~= '-' then
      for n = 1, width do numbers[n] = tonumber(ARGV[i + 2 + n]) end
      if isFull and redis.call('HEXISTS', key, name) == 0 then
        name = string.match(name, '^[^/]*') .. '/other'
      end
      add(key, name, numbers)
      for bucket, times in string.gmatch(kept == 'd' and buckets or '', '(%d+):(%d+)') do
        local field = name .. '#' .. bucket
        if type(redis.pcall('HINCRBY', key, field, times)) ~= 'number' then redis.call('HSET', key, field, times) end
      end
    end
  end
  redis.call('EXPIRE', key, ARGV[head + k - periods])
end
-- Last, since whatever fails before it may come again.
for call = 1, calls do redis.call('SET', KEYS[2 * call - 1], ARGV[2 + 2 * call], 'EX', recordSeconds) end

local function keepReceipt(receipts, receipt)
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
for call = 1, calls do
  local receipt = ARGV[3 + 2 * call]
  if receipt ~= '' and #receipt <= mostBytes then keepReceipt(KEYS[2 * call], receipt) end
end
return 1
`
