// Of canaries that nobody runs any more nobody asks. One may wait for its operator as long as anything is kept.
const mostCanaries = 64
const lifetimeSeconds = 400 * 24 * 60 * 60

/**
 * The part of the health script that keeps which canaries are off: the first to tell of one says why and since when. What is
 * no mark is replaced, and a full hash drops what has stood for longest.
 */
export const canaryScript = `
local function sinceOf(text)
  local since = text and string.match(text, '^(%d+) [%l-]+ [%w._-]+$')
  return since and tonumber(since) <= now + 5000 and tonumber(since) or nil
end

local function dropOldestCanary()
  local all, oldest, least = redis.call('HGETALL', canaries), nil, nil
  for i = 1, #all, 2 do
    local since = sinceOf(all[i + 1]) or 0
    if not least or since < least then oldest, least = all[i], since end
  end
  redis.call('HDEL', canaries, oldest)
end

local function tellCanary(name)
  local version, what = string.match(name, '^(%x+) (.+)$')
  if not version or sinceOf(redis.call('HGET', canaries, version)) then return end
  -- So many are not ours: whoever knows of one tells it again.
  if redis.call('HLEN', canaries) > 512 then redis.call('DEL', canaries) end
  while redis.call('HEXISTS', canaries, version) == 0 and redis.call('HLEN', canaries) >= ${mostCanaries} do
    dropOldestCanary()
  end
  redis.call('HSET', canaries, version, string.format('%.0f ', now) .. what)
  redis.call('EXPIRE', canaries, ${lifetimeSeconds})
end
`
