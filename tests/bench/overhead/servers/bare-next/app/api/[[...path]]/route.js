// A route as the gateway's own, which does nothing but ask the upstream: what it costs is what Next costs.

export const runtime = 'edge'
export const dynamic = 'force-dynamic'
export const fetchCache = 'force-no-store'

async function serve(request) {
  const path = new URL(request.url).pathname.replace(/^(\/api)?\/v1/, '')
  const { status, headers, body } = await fetch(process.env.UPSTREAM_URL + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: await request.arrayBuffer(),
  })
  const type = headers.get('content-type')
  return new Response(body, { status, headers: { 'content-type': type } })
}

export { serve as POST }
