import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBody } from '../../world/read-body'
import { startLoopbackServer } from '../../world/start-loopback-server'
import { servePart } from '../parts/serve-part'
import { checksum } from './checksum'
import { machineMicroseconds } from './machine-clock'
import { closingEvents, numberedEvent } from './numbered-events'
import { type Order, readOrder } from './order'

// Streams numbered events in the order and at the pace that each call asks for.

let open = 0

const server = await startLoopbackServer(async (request, response) => {
  const order = readOrder(await readBody(request))
  if (order === undefined) {
    response.writeHead(200, { 'content-length': 2 }).end('{}')
    return
  }
  open += 1
  try {
    await stream(response, order)
  } finally {
    open -= 1
  }
})

async function stream(response: ServerResponse, { events, pauseMs, characters }: Order): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let sum = checksum(Buffer.alloc(0))
  for (let number = 0; number < events; number++) {
    const event = numberedEvent(number, { sentAt: machineMicroseconds(), characters })
    sum = checksum(event, sum)
    const hasRoom = response.write(event)
    if (response.destroyed) return
    if (!hasRoom) await room(response)
    await sleep(pauseMs)
  }
  response.end(closingEvents({ count: events, sum }))
}

// A reader that is slow is waited for, and one that has left as well, who will never read again.
async function room(response: ServerResponse<IncomingMessage>): Promise<void> {
  const given = new AbortController()
  const { signal } = given
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  given.abort()
}

servePart({ port: server.port }, { answer: () => ({ open }), close: () => server.close() })
