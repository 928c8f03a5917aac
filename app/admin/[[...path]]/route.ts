import { after } from 'next/server'
import { pages } from '@/app/admin/_page/pages'
import { production } from '@/lib/gateway/production'
import { serveAdmin } from '@/lib/gateway/serve-admin'
import { withoutCalls } from '@/lib/gateway/without-calls'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'
export const fetchCache = 'force-no-store'

const serve = (request: Request) =>
  serveAdmin(request, { pages, dependencies: withoutCalls(production(after)) })

export {
  serve as DELETE,
  serve as GET,
  serve as HEAD,
  serve as OPTIONS,
  serve as PATCH,
  serve as POST,
  serve as PUT,
}
