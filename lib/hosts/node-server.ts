import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { FastResponse, sendNodeResponse } from 'srvx/node'
import { Agent } from 'undici'
import { readListening } from '@/lib/gateway/environment'
import { production } from '@/lib/gateway/production'
import { createBackgroundWork } from '@/lib/hosts/create-background-work'
import { createNodeFetch } from '@/lib/hosts/create-node-fetch'
import { nodeDrain } from '@/lib/hosts/node-drain'
import { nodeRequest } from '@/lib/hosts/node-request'
import { servePath } from '@/lib/hosts/serve-path'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'

// `node .hosts/node/server.mjs [-H <address>] [-p <port>]`: serves everything from one process, by the settings of its
// environment.

// A text is written as it is, where the runtime's own response hands over every body as a stream.
Object.assign(globalThis, {
  Response: FastResponse,
  fetch: createNodeFetch({ dispatcher: new Agent(), native: globalThis.fetch }),
})

const onError = (error: unknown) => {
  const { newId, writeLog } = production(() => {})
  logUnexpected(error, { requestId: newId(), writeLog })
}
// A fault of one call must not end all others.
process.on('unhandledRejection', onError)
const background = createBackgroundWork({ whenWritten: setImmediate, onError })

export const nodeServer = createServer(async (req, res) => {
  const connection = { ip: req.socket.remoteAddress }
  const response = await servePath(nodeRequest(req, res), production(background.after, connection))
  await sendNodeResponse(res, response).catch((error: unknown) => {
    res.destroy()
    onError(error)
  })
})

const { values } = parseArgs({
  options: { hostname: { type: 'string', short: 'H' }, port: { type: 'string', short: 'p' } },
})
const listening = readListening()
const hostname = values.hostname ?? listening.hostname
nodeServer.listen(Number(values.port ?? listening.port), hostname, () => {
  const address = nodeServer.address()
  const port = address !== null && typeof address === 'object' ? address.port : undefined
  console.log(`Local: http://${hostname ?? 'localhost'}:${port}\nReady`)
})

process.once('SIGTERM', async () => {
  const { settled } = background
  await nodeDrain({ server: nodeServer, settled, sleep: ms => sleep(ms, undefined, { ref: false }) })
  process.exit(0)
})
