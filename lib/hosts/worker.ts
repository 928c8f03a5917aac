import type { After } from '@/lib/gateway/production'
import { production } from '@/lib/gateway/production'
import { cloudflarePlace } from '@/lib/hosts/cloudflare-place'
import { servePath } from '@/lib/hosts/serve-path'

type Context = { readonly waitUntil: (work: Promise<unknown>) => void }

/** The gateway as a module Worker. Its settings and secrets are bindings, which the runtime also shows as `process.env`. */
export const worker = {
  fetch(request: Request, _bindings: unknown, context: Context): Promise<Response> {
    const after: After = work => context.waitUntil(typeof work === 'function' ? handedOut().then(work) : work)
    return servePath(request, production(after, cloudflarePlace(request)))
  },
}

// The response is on its way when the tasks that are at hand are done.
function handedOut(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0))
}

export { worker as default }
