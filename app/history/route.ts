import { after } from 'next/server'
import { renderHistory } from '@/app/_status/render-history'
import { production } from '@/lib/gateway/production'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = (request: Request) => renderHistory(request, production(after))

export { serve as GET, serve as HEAD }
