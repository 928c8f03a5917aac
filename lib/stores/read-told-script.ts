/**
 * The fields of several hashes that the instances tell each other by, and Redis's own clock, in one request. What somebody else
 * has made too large is not passed on, and what is no hash has nothing.
 */
export const readToldScript = `
local time = redis.call('TIME')
local found = {string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))}
for k = 1, #KEYS do
  local kept, length = {}, redis.pcall('HLEN', KEYS[k])
  if type(length) == 'number' and length <= 512 then
    local flat = redis.call('HGETALL', KEYS[k])
    for i = 1, #flat, 2 do
      if #flat[i] <= 512 and #flat[i + 1] <= 128 then kept[#kept + 1] = {flat[i], flat[i + 1]} end
    end
  end
  found[k + 1] = kept
end
return found
`
