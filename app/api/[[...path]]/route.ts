import { after } from 'next/server'
import { production } from '@/lib/gateway/production'
import { serveRequest } from '@/lib/gateway/serve-request'

export const runtime = 'edge'
// Both spare the request what Next would do for responses that it may cache.
export const dynamic = 'force-dynamic'
export const fetchCache = 'force-no-store'

const serve = (request: Request) => serveRequest(request, production(after))

export {
  serve as DELETE,
  serve as GET,
  serve as HEAD,
  serve as OPTIONS,
  serve as PATCH,
  serve as POST,
  serve as PUT,
}
