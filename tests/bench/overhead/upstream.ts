import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { startLoopbackServer } from '../../world/start-loopback-server'
import { servePart } from '../parts/serve-part'
import { plainAnswer, streamedEvents } from './answers'

// The one upstream of all set-ups: it answers every call at once, with the same bytes.

const server = await startLoopbackServer(async (request, response) => {
  const body = await bodyOf(request)
  if (request.method !== 'POST') response.writeHead(200, { 'content-length': 2 }).end('{}')
  else if (body.includes('"stream":true')) await stream(response)
  else response.writeHead(200, plainHeaders).end(plainAnswer)
})

const plainHeaders = {
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(plainAnswer),
}

// Each event leaves by itself, as those of a model do.
async function stream(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of streamedEvents) {
    response.write(event)
    await nextTurn()
  }
  response.end()
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

servePart({ port: server.port }, { close: () => server.close() })
