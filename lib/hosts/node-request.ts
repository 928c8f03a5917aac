import type { IncomingMessage, ServerResponse } from 'node:http'
import { NodeRequest } from 'srvx/node'
import { nodeReader } from '@/lib/hosts/node-reader'
import { parseUrl } from '@/lib/openai/parse-url'

/**
 * What has arrived at a server of Node, as a request of the Web; its signal rings when the caller hangs up. Of its body there
 * is only what it is read by: a stream around that takes a sixth of the time of a call that is one of many.
 */
export function nodeRequest(req: IncomingMessage, res: ServerResponse): Request {
  const request = new NodeRequest({ req, res })
  // A caller may name any host, such as one with a port that there is not.
  if (parseUrl(request.url) === undefined)
    Object.defineProperty(request, 'url', { value: urlOf(req.url ?? '/') })
  const mayHaveBody = req.method !== 'GET' && req.method !== 'HEAD'
  // Opened when it is asked for: what nobody reads the server itself lets go by.
  const body = mayHaveBody ? { getReader: () => nodeReader(req) } : null
  Object.defineProperty(request, 'body', { value: body })
  return request
}

function urlOf(path: string): string {
  return `http://localhost${path.startsWith('/') ? path : '/'}`
}
