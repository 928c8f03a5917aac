import { after } from 'next/server'
import { renderHistory } from '@/app/_status/render-history'
import { production } from '@/lib/gateway/production'
import { refuseMethod } from '@/lib/gateway/refuse-method'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = (request: Request) => refuseMethod(request) ?? renderHistory(request, production(after))

export { serve as DELETE, serve as GET, serve as HEAD, serve as PATCH, serve as POST, serve as PUT }
