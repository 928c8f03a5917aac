/**
 * Everything that Redis decides before a call: whether the key's record is still the one that was read, whether the token
 * is revoked, whether the call was begun before, and whether budgets and limits leave room; all or nothing, by Redis's own
 * clock, in one round trip. Where they are asked for, an answer to the same call and what the edge knows of its endpoints'
 * health come along.
 *
 * The limits are ours and not the ratelimit package's: its windows let twice the limit through around their border, and
 * they go by the clock of each instance, so that four instances half a minute apart would let half as much again through.
 * The rules are those of `lib/access/memory-limiter.ts`.
 */
export const admissionScript = `
local keys, revoked, requests, tokens, slots = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local keyId, record, slot = ARGV[1], ARGV[2], ARGV[3]
local requestLimit, tokenLimit, slotLimit = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local wanted, window, slotSeconds = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local edge, processing, wantsHealth = KEYS[6], KEYS[7], ARGV[10] == '1'
local cached, epochs, once, canaries = KEYS[8], KEYS[9], KEYS[10], KEYS[11]
local owner, wantsCached, claim, reserved = ARGV[11], ARGV[12] == '1', ARGV[13], ARGV[14]
local allowances, instance, isTaken = KEYS[12], ARGV[15], ARGV[16] == '1'
local knownSeconds, mostAhead = tonumber(ARGV[17]), tonumber(ARGV[18])
local firstBudget, firstBudgetArgument = 13, 19
local time = redis.call('TIME')
local now = tonumber(time[1])

if keyId ~= '' then
  local current = redis.call('HGET', keys, keyId) or ''
  if current ~= record then return {'record', current} end
elseif redis.call('EXISTS', revoked) == 1 then
  return {'revoked'}
end

-- What is not text is not ours, and says nothing.
local function text(key)
  local found = redis.pcall('GET', key)
  return type(found) == 'string' and found or ''
end

local function read(key)
  local flat, buckets, used, newest = redis.call('HGETALL', key), {}, 0, nil
  for i = 1, #flat, 2 do
    local second, amount = tonumber(flat[i]), tonumber(flat[i + 1])
    if second <= now - window then
      redis.call('HDEL', key, flat[i])
    else
      buckets[#buckets + 1] = {second, amount}
      used = used + amount
      if not newest or second > newest then newest = second end
    end
  end
  return buckets, used, newest and newest + window - now or 0
end

local function wait(buckets, used, limit, amount)
  if limit < 0 or used + amount <= limit then return 0 end
  table.sort(buckets, function(one, other) return one[1] < other[1] end)
  for _, bucket in ipairs(buckets) do
    used = used - bucket[2]
    if used + amount <= limit then return bucket[1] + window - now end
  end
  return window
end

local function count(key, amount)
  redis.call('HINCRBY', key, now, amount)
  redis.call('EXPIRE', key, window + 1)
end

local requestBuckets, requestsUsed, requestsReset = read(requests)
local tokenBuckets, tokensUsed, tokensReset = read(tokens)
-- What somebody else has made too large is not passed on.
local function fields(key)
  local kept = {}
  local length = redis.pcall('HLEN', key)
  if type(length) ~= 'number' or length > 512 then return kept end
  local flat = redis.call('HGETALL', key)
  for i = 1, #flat, 2 do
    if #flat[i] <= 512 and #flat[i + 1] <= 128 then kept[#kept + 1] = {flat[i], flat[i + 1]} end
  end
  return kept
end

local function health()
  if not wantsHealth then return {} end
  return {string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), fields(edge), fields(processing), fields(canaries)}
end

local function limited(by, seconds)
  return {'limited', by, seconds, requestsUsed, requestsReset, tokensUsed, tokensReset, health()}
end

-- What was done, or is being done, is a request all the same, and uses nothing else.
if claim ~= '' then
  local known = text(once)
  if known ~= '' then
    local seconds = wait(requestBuckets, requestsUsed, requestLimit, 1)
    if seconds > 0 then return limited('requests', seconds) end
    if requestLimit >= 0 then count(requests, 1) end
    return {'repeated', known, requestsUsed + 1, window, tokensUsed, tokensReset, health()}
  end
end

redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
-- Whoever has something left may make one call more, whatever it costs.
for i = firstBudget, #KEYS do
  local limit = tonumber(ARGV[firstBudgetArgument + (i - firstBudget) * 2])
  if not isTaken and (tonumber(text(KEYS[i])) or 0) >= limit then return limited('budget', 0) end
end
if not isTaken then
  if slotLimit >= 0 and redis.call('ZCARD', slots) >= slotLimit then return limited('concurrency', 1) end
  local seconds = wait(requestBuckets, requestsUsed, requestLimit, 1)
  if seconds > 0 then return limited('requests', seconds) end
  seconds = wait(tokenBuckets, tokensUsed, tokenLimit, wanted)
  if seconds > 0 then return limited('tokens', seconds) end
end

if requestLimit >= 0 then count(requests, 1) end
if tokenLimit >= 0 then count(tokens, wanted) end
redis.call('ZADD', slots, now + slotSeconds, slot)
redis.call('EXPIRE', slots, slotSeconds + 1)
for i = firstBudget, #KEYS do
  if type(redis.pcall('INCRBY', KEYS[i], reserved)) ~= 'number' then redis.call('SET', KEYS[i], reserved) end
  redis.call('EXPIRE', KEYS[i], ARGV[firstBudgetArgument + 1 + (i - firstBudget) * 2])
end
if claim ~= '' then redis.call('SET', once, claim, 'EX', slotSeconds) end
local epoch = redis.pcall('HGET', epochs, owner)
epoch = type(epoch) == 'string' and tonumber(epoch) or 0

-- What this instance may be ahead: an equal part, of what the others have not been granted yet.
local function grant()
  local others, sharers, flat = 0, 1, redis.call('HGETALL', allowances)
  for i = 1, #flat, 2 do
    local ends, granted = string.match(flat[i + 1], '^(%d+):(%d+)$')
    if flat[i] == instance then
      -- It is granted anew.
    elseif not ends or tonumber(ends) <= now then
      redis.call('HDEL', allowances, flat[i])
    else
      others, sharers = others + tonumber(granted), sharers + 1
    end
  end
  local granted = math.max(0, math.min(math.floor(mostAhead / sharers), mostAhead - others))
  redis.call('HSET', allowances, instance, (now + knownSeconds) .. ':' .. granted)
  redis.call('EXPIRE', allowances, knownSeconds + 1)
  return granted
end

-- In millionths: how much is used of the limit of which most is, and what an instance that asks may be ahead.
local function nearness()
  local fullest = 0
  local function fill(used, limit)
    if limit >= 0 then fullest = math.max(fullest, limit == 0 and 1 or used / limit) end
  end
  fill(requestsUsed + 1, requestLimit)
  fill(tokensUsed + wanted, tokenLimit)
  fill(redis.call('ZCARD', slots), slotLimit)
  for i = firstBudget, #KEYS do
    fill(tonumber(text(KEYS[i])) or 0, tonumber(ARGV[firstBudgetArgument + (i - firstBudget) * 2]))
  end
  return {math.ceil(fullest * 1000000), instance ~= '' and grant() or nil}
end
return {'admitted', now, requestsUsed + 1, window, tokensUsed + wanted, window, health(), wantsCached and text(cached) or '', epoch, nearness()}
`

/**
 * Gives back what a call holds, and counts what it really used. Only the first to remove the slot does so: a
 * call is settled once, however often that is tried. Whoever does not know in which second it was counted says 0: the slot
 * tells.
 */
export const settlementScript = `
local tokens, slots = KEYS[1], KEYS[2]
local slot, second, reserved, used = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if second == '0' then
  second = tostring(tonumber(redis.call('ZSCORE', slots, slot) or 0) - tonumber(ARGV[6]))
end
if redis.call('ZREM', slots, slot) == 0 then return 0 end
-- What was charged in advance is put right.
for i = 3, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.pcall('INCRBY', KEYS[i], ARGV[7]) end
end
local difference = used - reserved
-- Where nothing was reserved no tokens are counted.
if difference == 0 or reserved == 0 then return 1 end
local now = redis.call('TIME')[1]
-- A second that is no longer looked at may still be there, as long as nobody has asked since.
if tonumber(second) > now - tonumber(ARGV[5]) and redis.call('HEXISTS', tokens, second) == 1 then
  redis.call('HINCRBY', tokens, second, difference)
elseif difference > 0 then
  redis.call('HINCRBY', tokens, now, difference)
  redis.call('EXPIRE', tokens, tonumber(ARGV[5]) + 1)
end
return 1
`
