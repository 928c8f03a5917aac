/** Some fields of several hashes, by name, in one request; empty where a hash does not have one, or is none. */
export const readRowsScript = `
local found = {}
for k = 1, #KEYS do
  found[k] = {}
  for a = 1, #ARGV do
    local value = redis.pcall('HGET', KEYS[k], ARGV[a])
    found[k][a] = type(value) == 'string' and value or ''
  end
end
return found
`
