import { FastResponse } from 'srvx/node'
import { Agent } from 'undici'
import { createNodeFetch } from '@/lib/hosts/create-node-fetch'
import { writeLines } from '@/lib/hosts/write-lines'

/**
 * Puts in place what is lighter than the runtime's own: a client, a response that writes a text as it is, where the runtime's
 * hands over a stream, and a console whose lines go out behind the responses. `production` takes its `fetch` when it is
 * loaded, so this is loaded before it.
 */
export const nodeGlobals = Object.assign(globalThis, {
  Response: FastResponse,
  fetch: createNodeFetch({ dispatcher: new Agent(), native: globalThis.fetch }),
})

const { stdout, stderr } = process
const levels = [
  ['info', stdout],
  ['warn', stderr],
  ['error', stderr],
] as const
for (const [level, stream] of levels) {
  const { put, flush } = writeLines({ write: lines => stream.write(lines), whenWritten: setImmediate })
  process.once('exit', flush)
  const formatted = console[level]
  console[level] = (...parts: readonly unknown[]) => {
    const [line] = parts
    if (parts.length === 1 && typeof line === 'string') put(line)
    else formatted(...parts)
  }
}
