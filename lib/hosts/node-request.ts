import type { IncomingMessage, ServerResponse } from 'node:http'
import { NodeRequest } from 'srvx/node'
import { nodeBody } from '@/lib/hosts/node-body'
import { parseUrl } from '@/lib/openai/parse-url'

/** What has arrived at a server of Node, as a request of the Web; its signal rings when the caller hangs up. */
export function nodeRequest(req: IncomingMessage, res: ServerResponse): Request {
  const request = new NodeRequest({ req, res })
  // A caller may name any host, such as one with a port that there is not.
  if (parseUrl(request.url) === undefined)
    Object.defineProperty(request, 'url', { value: urlOf(req.url ?? '/') })
  let body: Request['body'] | undefined
  const mayHaveBody = req.method !== 'GET' && req.method !== 'HEAD'
  // Opened when it is asked for: what nobody reads the server itself lets go by.
  const open = () => {
    body ??= mayHaveBody ? nodeBody(req) : null
    return body
  }
  Object.defineProperty(request, 'body', { get: open })
  return request
}

function urlOf(path: string): string {
  return `http://localhost${path.startsWith('/') ? path : '/'}`
}
