import { decideEntry } from '@/lib/gateway/decide-entry'
import { readEnvironment } from '@/lib/gateway/environment'
import { newId } from '@/lib/gateway/new-id'

const environment = readEnvironment()

/** Refuses cheaply what no function need wake for. Requests that carry a credential never come here: see the matcher. */
export function middleware(request: Request): Response | undefined {
  return decideEntry(request, { environment, newId })
}

export const config = {
  matcher: [
    {
      source: '/(api/v1|v1)/:path*',
      missing: [
        { type: 'header', key: 'authorization' },
        { type: 'header', key: 'api-key' },
        { type: 'header', key: 'x-api-key' },
      ],
    },
  ],
}
