import { once } from 'node:events'
import { createServer } from 'node:https'
import type { Certificate } from './make-certificate'
import { rawAnswer } from './raw-answers'
import { listen } from './start-raw-endpoint'

/** An endpoint that speaks https. */
export type TlsEndpoint = {
  /** Ends in `/v1`. */
  readonly baseUrl: string
  /** What has been sent to it by who took its certificate. */
  readonly received: readonly string[]
  close(): Promise<void>
}

/** Starts an endpoint with a certificate that answers every call. */
export async function startTlsEndpoint({ cert, key }: Certificate): Promise<TlsEndpoint> {
  const received: string[] = []
  const server = createServer({ cert, key }, (request, response) => {
    received.push(`${request.method} ${JSON.stringify(request.headers)}`)
    request.resume()
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(request.method === 'HEAD' ? '' : rawAnswer)
  })
  // That a caller does not take the certificate is what the tests wait for.
  server.on('tlsClientError', () => {})
  const port = await listen(server)
  return {
    baseUrl: `https://127.0.0.1:${port}/v1`,
    received,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
