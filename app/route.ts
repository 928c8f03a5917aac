import { after } from 'next/server'
import { renderStatus } from '@/app/_status/render-status'
import { production } from '@/lib/gateway/production'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = (request: Request) => renderStatus(request, production(after))

export { serve as GET, serve as HEAD }
