import { refuseMethod } from '@/lib/gateway/refuse-method'
import { serveOpenapi } from '@/lib/gateway/serve-openapi'

// An isolate of its own, so that what makes the document weighs on no call.
export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = () => serveOpenapi()

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  serve as GET,
  serve as HEAD,
}
