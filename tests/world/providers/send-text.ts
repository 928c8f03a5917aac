import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

export interface TextReply {
  status: number
  text: string
  headers?: OutgoingHttpHeaders | undefined
}

/** Answers a request with plain text. */
export function sendText(response: ServerResponse, { status, text, headers }: TextReply): void {
  const body = Buffer.from(text)
  response.writeHead(status, { 'content-type': 'text/plain', 'content-length': body.length, ...headers })
  response.end(body)
}
