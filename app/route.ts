import { after } from 'next/server'
import { renderStatus } from '@/app/_status/render-status'
import { production } from '@/lib/gateway/production'
import { refuseMethod } from '@/lib/gateway/refuse-method'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = (request: Request) => renderStatus(request, production(after))

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as POST,
  refuseMethod as PUT,
  serve as GET,
  serve as HEAD,
}
