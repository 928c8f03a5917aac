import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

export interface JsonReply {
  status: number
  json: unknown
  headers?: OutgoingHttpHeaders | undefined
}

/** Answers a request with a JSON body and its length. */
export function sendJson(response: ServerResponse, { status, json, headers }: JsonReply): void {
  const body = Buffer.from(JSON.stringify(json))
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    ...headers,
  })
  response.end(body)
}
