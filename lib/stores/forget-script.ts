/** Deletes a text where it still is the one that was put, or found, there. */
export const forgetScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`
