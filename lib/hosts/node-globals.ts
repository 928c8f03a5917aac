import { FastResponse } from 'srvx/node'
import { createNodeFetch } from '@/lib/hosts/create-node-fetch'
import { LightAbortController } from '@/lib/hosts/light-abort-controller'
import { nodeAgent } from '@/lib/hosts/node-agent'
import { nodeHashes } from '@/lib/hosts/node-hashes'
import { writeLines } from '@/lib/hosts/write-lines'

/**
 * Puts in place what is lighter than the runtime's own: a client, a response that writes a text as it is, where the runtime's
 * hands over a stream, signals that go with their calls, hashes without a thread, and a console whose lines go out behind the
 * responses. `production` takes its `fetch` when it is loaded, so this is loaded before it.
 */
export const nodeGlobals = Object.assign(globalThis, {
  Response: FastResponse,
  AbortController: LightAbortController,
  fetch: createNodeFetch({ dispatcher: nodeAgent(), native: globalThis.fetch }),
})

nodeHashes(crypto.subtle)

for (const level of ['info', 'warn', 'error'] as const) {
  const own = console[level]
  const { put, flush } = writeLines({ write: own, whenWritten: setImmediate })
  process.once('exit', flush)
  console[level] = (...parts: readonly unknown[]) => {
    const [line] = parts
    if (parts.length === 1 && typeof line === 'string') put(line)
    else own(...parts)
  }
}

// Whoever reads the lines may end before us. Without a listener that would end the process, and all its calls.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
