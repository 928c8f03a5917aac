/**
 * What several minutes have seen: first of all of them together how often each duration was counted, by edge and by country,
 * and then of each minute by endpoint alone. A row is its name, its sums, which are told of endpoints only, and its buckets
 * and counts by turns. Put together here, since it is a hundred times as much. What is no hash has nothing.
 */
export const readMinutesScript = `
local kinds = {tried = 'each', probed = 'each', pair = 'together', place = 'together', probe = 'together'}
-- Most fields come again each minute, so that what is slow is done for each once.
local kindOf = setmetatable({}, {__index = function(known, field)
  local kind = kinds[string.match(field, '^%l*')] or 'other'
  known[field] = kind
  return kind
end})

local function count(text)
  local found = tonumber(text)
  return found and found >= 0 and found <= 9e15 and found or 0
end

local function rowOf(rows, name)
  if not rows[name] then rows[name] = {sums = '', counts = {}} end
  return rows[name]
end

local function list(fields)
  local rows, all = {}, {}
  for field, value in pairs(fields) do
    local name, bucket = string.match(field, '^([^#]*)#(%d+)$')
    local counts = rowOf(rows, name or field).counts
    if bucket then
      counts[#counts + 1] = bucket .. ' ' .. string.format('%.0f', count(value))
    elseif type(value) == 'string' then
      rows[field].sums = value
    end
  end
  for name, row in pairs(rows) do
    local at = #all
    all[at + 1], all[at + 2], all[at + 3] = name, row.sums, table.concat(row.counts, ' ')
  end
  return all
end

local together, found = {}, {}
for k = 1, #KEYS do
  local each, flat = {}, redis.pcall('HGETALL', KEYS[k])
  if type(flat) == 'table' and flat.err == nil then
    for i = 1, #flat, 2 do
      local field, value = flat[i], flat[i + 1]
      local kind = kindOf[field]
      if kind == 'together' then
        together[field] = (together[field] or 0) + count(value)
      elseif kind == 'each' then
        each[field] = value
      end
    end
  end
  found[k + 1] = list(each)
end
found[1] = list(together)
return found
`
