import { Agent, createServer, request } from 'node:http'

// The least that a proxy on Node can be: every request goes on as it is, and so does every answer.

const { PORT, UPSTREAM_URL } = process.env
const { hostname, port, pathname } = new URL(UPSTREAM_URL)
const agent = new Agent({ keepAlive: true })

createServer((incoming, outgoing) => {
  const path = pathname + incoming.url.replace(/^\/v1/, '')
  const { method, headers } = incoming
  const sent = request({ hostname, port, path, method, headers, agent }, answer => {
    outgoing.writeHead(answer.statusCode, answer.headers)
    answer.pipe(outgoing)
  })
  sent.once('error', () => outgoing.destroy())
  incoming.pipe(sent)
}).listen(Number(PORT), '127.0.0.1')
