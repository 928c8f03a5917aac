import { production } from '@/lib/gateway/production'
import { cloudflarePlace } from '@/lib/hosts/cloudflare-place'
import { servePath } from '@/lib/hosts/serve-path'
import { ApiError } from '@/lib/openai/api-error'
import { errorResponse } from '@/lib/openai/error-response'
import { parseUrl } from '@/lib/openai/parse-url'

type Context = { readonly waitUntil: (work: Promise<unknown>) => void }

/** The gateway as a module Worker. Its settings and secrets are bindings, which the runtime also shows as `process.env`. */
export const worker = {
  fetch(request: Request, _bindings: unknown, context: Context): Promise<Response> {
    if (!isHost(request)) return Promise.resolve(errorResponse(noHost))
    return servePath(
      request,
      production(work => context.waitUntil(work), { connection: cloudflarePlace(request) }),
    )
  },
}

const noHost = new ApiError('invalid_request', 'The host header names no host.')

// The last host that was one: nearly all calls name the same.
let lastHost: string | undefined

// The runtime writes this header into the address as it came, and what is none would move the path.
function isHost({ url, headers }: Request): boolean {
  const host = headers.get('host') ?? ''
  if (host === lastHost) return true
  const isOne = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(host) && parseUrl(url) !== undefined
  if (isOne) lastHost = host
  return isOne
}

export { worker as default }
