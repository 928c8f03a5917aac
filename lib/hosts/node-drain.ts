import type { Server } from 'node:http'

type Options = {
  readonly server: Server
  /** Resolves when nothing is left to do beside the responses. */
  readonly settled: () => Promise<void>
  /** Rings after so many milliseconds, and keeps nothing awake. */
  readonly sleep: (milliseconds: number) => Promise<void>
}

// An orchestrator kills after 30 seconds; most streams are over by then, and what is left is told that it was cut off.
const streamsMs = 20_000
const workMs = 5_000

/** Takes no more connections, lets what is open come to its end for a while, and then what goes on behind it. */
export async function nodeDrain({ server, settled, sleep }: Options): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  // Who keeps a connection for later calls would keep the server.
  server.keepAliveTimeout = 1
  server.closeIdleConnections()
  await Promise.race([closed, sleep(streamsMs)])
  server.closeAllConnections()
  await Promise.race([settled(), sleep(workMs)])
}
