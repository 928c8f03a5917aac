import { isSessionText, sessionMs, sessionText } from '@/lib/access/session-text'
import type { Dependencies } from '@/lib/gateway/dependencies'

const name = 'isochrone-operator'

/** The cookie that signs an operator in: scripts cannot read it, other sites cannot send it, and only `/admin` gets it. */
export async function sessionCookie(
  request: Request,
  { secret, now }: { readonly secret: string; readonly now: number },
): Promise<string> {
  return cookie(request, { value: await sessionText(secret, now + sessionMs), seconds: sessionMs / 1000 })
}

/** The cookie that signs out. */
export function endedCookie(request: Request): string {
  return cookie(request, { value: '', seconds: 0 })
}

/** Whether the request carries the session of an operator. */
export async function isSignedIn(headers: Headers, { environment, effects }: Dependencies): Promise<boolean> {
  const { operatorToken: secret } = environment
  const text = new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(headers.get('cookie') ?? '')?.[1]
  if (secret === undefined || text === undefined) return false
  return await isSessionText(text, { secret, now: effects.now() })
}

function cookie(request: Request, { value, seconds }: { readonly value: string; readonly seconds: number }) {
  const secure = isSecure(request) ? '; Secure' : ''
  return `${name}=${value}; Path=/admin; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}

// Browsers drop a cookie that is `Secure` where the page came over http, as on a machine of one's own.
function isSecure({ url, headers }: Request): boolean {
  const forwarded = headers.get('x-forwarded-proto')?.split(',')[0]?.trim()
  return (forwarded ?? new URL(url).protocol.replace(':', '')) === 'https'
}
