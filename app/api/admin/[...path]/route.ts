import { after } from 'next/server'
import { production } from '@/lib/gateway/production'
import { serveOperator } from '@/lib/gateway/serve-operator'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'
export const fetchCache = 'force-no-store'

const serve = (request: Request) => serveOperator(request, production(after))

export {
  serve as DELETE,
  serve as GET,
  serve as HEAD,
  serve as OPTIONS,
  serve as PATCH,
  serve as POST,
  serve as PUT,
}
