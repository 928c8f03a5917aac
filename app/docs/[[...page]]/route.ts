import { renderDocs } from '@/app/docs/_page/render-docs'
import { refuseMethod } from '@/lib/gateway/refuse-method'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = (request: Request) => renderDocs(request)

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  serve as GET,
  serve as HEAD,
}
