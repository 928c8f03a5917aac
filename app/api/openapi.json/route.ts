import { refuseMethod } from '@/lib/gateway/refuse-method'
import { serveOpenapi } from '@/lib/gateway/serve-openapi'

// An isolate of its own, so that what makes the document weighs on no call.
export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = (request: Request) => refuseMethod(request) ?? serveOpenapi()

export { serve as DELETE, serve as GET, serve as HEAD, serve as PATCH, serve as POST, serve as PUT }
