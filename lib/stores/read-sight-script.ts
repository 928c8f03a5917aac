/**
 * The fields of several hashes whose names begin like one of the texts that are asked for: one request for what a page shows,
 * and none of the rows that it does not. What is no hash has none.
 */
export const readSightScript = `
local found = {}
for k = 1, #KEYS do
  local rows, flat = {}, redis.pcall('HGETALL', KEYS[k])
  if type(flat) == 'table' and flat.err == nil then
    for i = 1, #flat, 2 do
      for a = 1, #ARGV do
        if string.sub(flat[i], 1, #ARGV[a]) == ARGV[a] then
          rows[#rows + 1] = flat[i]
          rows[#rows + 1] = flat[i + 1]
          break
        end
      end
    end
  end
  found[k] = rows
end
return found
`
