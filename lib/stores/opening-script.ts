import { calmMs, silentMs } from '@/lib/status/merge-openings'

// What operators are shown, thirteen months, and some days more.
const lifetimeSeconds = 400 * 24 * 60 * 60
const mostOpenings = 2000

/**
 * The part of the health script that keeps the openings, so that any number of instances may tell of the same one. A row is
 * its first word, its last one, and its end, 0 while there is none. What begins again within five minutes goes on, and what
 * begins later leaves the earlier row behind under its beginning. A full hash drops a tenth, of which nobody has told for
 * longest.
 */
export const openingScript = `
local function moments(text)
  local row = numbers(text, 3)
  if not row or row[2] < row[1] or row[2] > now + 5000 or row[3] > now + 5000 then return nil end
  return row
end

local function isOver(row)
  if row[3] > 0 then return now - row[3] > ${calmMs} end
  return now - row[2] > ${silentMs}
end

local function makeRoomForOpenings()
  local all, rows = redis.call('HGETALL', openings), {}
  for i = 1, #all, 2 do
    local row = moments(all[i + 1])
    rows[#rows + 1] = {all[i], row and row[2] or 0}
  end
  table.sort(rows, function(one, other) return one[2] < other[2] end)
  for i = 1, #rows - ${mostOpenings * 0.9} do redis.call('HDEL', openings, rows[i][1]) end
end

local function keepOpening(field, row)
  if redis.call('HEXISTS', openings, field) == 0 and redis.call('HLEN', openings) >= ${mostOpenings} then
    makeRoomForOpenings()
  end
  redis.call('HSET', openings, field, string.format('%.0f %.0f %.0f', row[1], row[2], row[3]))
  redis.call('EXPIRE', openings, ${lifetimeSeconds})
end

local function tellOpening(name, isOpen)
  local field = 'now|' .. name
  local row = moments(redis.call('HGET', openings, field))
  if isOpen then
    if row and isOver(row) then
      keepOpening(string.format('past|%.0f|', row[1]) .. name, row)
      row = nil
    end
    keepOpening(field, {row and row[1] or now, now, 0})
  elseif row and row[3] == 0 and not isOver(row) then
    keepOpening(field, {row[1], now, now})
  end
end
`
