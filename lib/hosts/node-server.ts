// First, since what follows takes its client from it.
import '@/lib/hosts/node-globals'

import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sendNodeResponse } from 'srvx/node'
import { readListening } from '@/lib/gateway/environment'
import { production } from '@/lib/gateway/production'
import { createBackgroundWork } from '@/lib/hosts/create-background-work'
import { createNodeRedis } from '@/lib/hosts/create-node-redis'
import { nodeDrain } from '@/lib/hosts/node-drain'
import { nodeRequest } from '@/lib/hosts/node-request'
import { servePath } from '@/lib/hosts/serve-path'
import { logUnexpected } from '@/lib/telemetry/log-unexpected'

// `node .hosts/node/server.mjs [-H <address>] [-p <port>]`: serves everything from one process, by the settings of its
// environment.

const onError = (error: unknown) => {
  const { newId, writeLog } = production(() => {}, { connectRedis: createNodeRedis })
  logUnexpected(error, { requestId: newId(), writeLog })
}
// A fault of one call must not end all others.
process.on('unhandledRejection', onError)
const background = createBackgroundWork(onError)

export const nodeServer = createServer(async (req, res) => {
  const host = { connection: { ip: req.socket.remoteAddress }, connectRedis: createNodeRedis }
  const response = await servePath(nodeRequest(req, res), production(background.after, host))
  await sendNodeResponse(res, response).catch((error: unknown) => {
    res.destroy()
    onError(error)
  })
})

// Whoever stands in front must be the first to let go of a connection, or sends calls into one that is being closed: nginx and
// AWS's balancers hold them for 60 s. And callers need not open another for each call.
nodeServer.keepAliveTimeout = 75_000

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
