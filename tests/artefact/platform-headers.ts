const placeOfCaller = /^x-vercel-(ip-|id$)/
const addressOfCaller = ['x-real-ip', 'x-forwarded-for']

/**
 * The headers of a request as the platform passes them on: who is where, it says itself. It knows nothing of a caller on
 * loopback but its address; a test that says where its callers are is believed instead.
 */
export function platformHeaders(own: Headers, { isBelieved }: { isBelieved: boolean }): Headers {
  const headers = new Headers(own)
  if (!isBelieved) for (const name of own.keys()) if (placeOfCaller.test(name)) headers.delete(name)
  for (const name of addressOfCaller) if (!isBelieved || !own.has(name)) headers.set(name, '127.0.0.1')
  return headers
}
