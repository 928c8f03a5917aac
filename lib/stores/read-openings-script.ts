/**
 * The openings of a stretch of time, and Redis's own clock: one request, and none of the rows that nobody asked for. What is
 * no hash has none, and what somebody else has made too large is not passed on.
 */
export const readOpeningsScript = `
local from, to, found = tonumber(ARGV[1]), tonumber(ARGV[2]), {}
local time = redis.call('TIME')
local length = redis.pcall('HLEN', KEYS[1])
if type(length) == 'number' and length <= 4000 then
  local flat = redis.call('HGETALL', KEYS[1])
  for i = 1, #flat, 2 do
    local name, text = flat[i], flat[i + 1]
    if #name <= 512 and #text <= 128 then
      local startedAt, saidAt = string.match(text, '^(%d+) (%d+) %d+$')
      if startedAt and tonumber(startedAt) <= to and tonumber(saidAt) >= from then
        found[#found + 1] = {name, text}
      end
    end
  end
end
return {string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), found}
`
