import { env } from 'cloudflare:workers'
import { answerHeaders } from './answer-headers'
import type { Asked } from './holds'
import { platformHeaders } from './platform-headers'
import { readOut } from './read-out'
import { toRoutingTable } from './to-routing-table'
import { beginWalk, type Step, type Walk, walkRoutes } from './walk-routes'

// What stands in front of the functions: the only Worker of the artefact that the socket leads to.

const { routes, functions, files, isBelieved } = env.output
const domain = 'https://artefact.vercel.app'
const table = toRoutingTable({ routes, functions, files })

type Reached = { readonly request: Request; readonly url: URL; readonly headers: Headers }

async function serve(request: Request): Promise<Response> {
  const url = new URL(domain + pathOf(request))
  const headers = platformHeaders(request.headers, { isBelieved })
  const asked: Asked = { method: request.method, host: url.hostname, headers, query: url.searchParams }
  const reached = { request, url, headers }
  let step = walkRoutes(beginWalk(url.pathname), { table, asked })
  while (step.kind === 'middleware') {
    const answer = await askMiddleware(step.service, reached)
    if (answer.headers.get('x-middleware-next') !== '1') return answer
    step = walkRoutes(step.walk, { table, asked })
  }
  return await take(step, reached)
}

/** What stands behind the host, whatever its caller calls that: the platform knows it by then. */
function pathOf({ url, headers }: Request): string {
  const path = url.slice('http://'.length + (headers.get('host') ?? '').length)
  return path.startsWith('/') ? path : '/'
}

/** Middleware decides by the head of a request alone: the body is left for whom it goes to. */
async function askMiddleware(service: string, { request, url, headers }: Reached): Promise<Response> {
  const { method } = request
  const answer = await serviceOf(service).fetch(new Request(url, { method, headers, redirect: 'manual' }))
  for (const name of answer.headers.keys())
    if (/^x-middleware-(rewrite|override-headers)$/.test(name)) throw new Error(`No way to obey ${name}.`)
  return answer
}

async function take(step: Exclude<Step, { kind: 'middleware' }>, reached: Reached): Promise<Response> {
  if (step.kind === 'nothing') return respond(null, step.walk)
  if (step.kind === 'function') {
    const { method } = reached.request
    const { body, readRest } = readOut(reached.request)
    const init = { method, headers: reached.headers, body, redirect: 'manual' } as const
    const answer = await serviceOf(step.service).fetch(new Request(addressOf(reached.url, step.walk), init))
    await readRest()
    return respond(answer, { ...step.walk, status: step.walk.status ?? answer.status })
  }
  const { file, contentType, status } = step.file
  const found = await env.files.fetch(`http://files/${encodeURI(file)}`)
  const headers = { 'content-type': contentType, 'cache-control': 'public, max-age=0, must-revalidate' }
  const body = reached.request.method === 'HEAD' ? null : found.body
  return respond(new Response(body, { headers }), { ...step.walk, status: step.walk.status ?? status })
}

/** A function is told the path that was asked for, with what the rewrites have added to its query. */
function addressOf(url: URL, { query }: Walk): URL {
  const address = new URL(url)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  return address
}

function respond(answer: Response | null, { status = 200, headers }: Walk): Response {
  return new Response(answer?.body ?? null, {
    status,
    headers: answerHeaders(answer?.headers ?? new Headers(), headers),
  })
}

function serviceOf(name: string) {
  const service = env[`function:${name}`]
  if (service === undefined) throw new Error(`There is no function ${name}.`)
  return service
}

export const router = { fetch: serve }
