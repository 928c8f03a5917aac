import { renderDocs } from '@/app/docs/_page/render-docs'
import { refuseMethod } from '@/lib/gateway/refuse-method'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = (request: Request) => refuseMethod(request) ?? renderDocs(request)

export { serve as DELETE, serve as GET, serve as HEAD, serve as PATCH, serve as POST, serve as PUT }
