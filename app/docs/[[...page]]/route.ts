import { renderDocs } from '@/app/docs/_page/render-docs'

export const runtime = 'edge'
export const dynamic = 'force-dynamic'

const serve = (request: Request) => renderDocs(request)

export { serve as GET, serve as HEAD }
