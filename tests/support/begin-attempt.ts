import type { OperationName } from '@/lib/operations/operations'
import { attempt } from '@/lib/upstream/attempt'
import { buildCallOf } from './build-call-of'
import { countListeners } from './count-listeners'
import { createFakeEffects, type Reply, start } from './fake-effects'
import { sender } from './sender'
import { upstreamEndpoint } from './upstream-endpoint'

type Row = Readonly<Record<string, unknown>>

/** Begins to try an endpoint that answers so; its base URL is but a host, as where its provider says the rest. */
export function beginAttempt(
  reply: Reply,
  row: Row,
  name: OperationName = 'chat.completions',
  request: Row = {},
) {
  const effects = createFakeEffects({ sin: reply })
  const caller = new AbortController()
  const listeners = countListeners(caller.signal)
  const result = attempt(upstreamEndpoint('sin', { baseUrl: 'https://sin.example.com', ...row }), {
    call: buildCallOf(name, request),
    sender,
    key: 'upstream-key',
    effects,
    callerSignal: caller.signal,
    receivedAt: start,
    onStreamEnd: () => {},
  })
  return { effects, caller, listeners, result }
}
