import { FastResponse } from 'srvx/node'
import { Agent } from 'undici'
import { createNodeFetch } from '@/lib/hosts/create-node-fetch'

/**
 * Puts a client and a response in place that are lighter than the runtime's own: `production` takes its `fetch` when it is
 * loaded, so this is loaded before it. The response writes a text as it is, where the runtime's hands over a stream.
 */
export const nodeGlobals = Object.assign(globalThis, {
  Response: FastResponse,
  fetch: createNodeFetch({ dispatcher: new Agent(), native: globalThis.fetch }),
})
