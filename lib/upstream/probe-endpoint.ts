import type { ProbeResult } from '@/lib/health/endpoint-health'
import type { Endpoint } from '@/lib/regions/region-map'
import type { Effects } from '@/lib/upstream/effects'
import type { Sender } from '@/lib/upstream/sender'
import { upstreamHeaders } from '@/lib/upstream/upstream-headers'

type Options = { readonly key: string | undefined; readonly sender: Sender; readonly effects: Effects }

/** Asks an endpoint for its models: any answer below 500 within its limit is reachable, whatever it says. */
export async function probeEndpoint(endpoint: Endpoint, options: Options): Promise<ProbeResult> {
  const first = await ask(endpoint, { ...options, method: endpoint.probe.method })
  // An endpoint that does not know HEAD is alive; GET tells how far away it is without the refusal's special path.
  const { status, roundTripMs } =
    first.status === 405 || first.status === 501 ? await ask(endpoint, { ...options, method: 'GET' }) : first
  return { endpoint: endpoint.id, reachable: status !== undefined && status < 500, roundTripMs, status }
}

async function ask(endpoint: Endpoint, { method, key, sender, effects }: Options & { method: string }) {
  const controller = new AbortController()
  const cancelTimer = effects.startTimer(endpoint.probe.timeoutMs, () => controller.abort())
  const begun = effects.now()
  try {
    const response = await effects.fetch(endpoint.baseUrl + endpoint.probe.path, {
      method,
      headers: upstreamHeaders(endpoint, { key, sender }),
      redirect: 'manual',
      signal: controller.signal,
    })
    const roundTripMs = effects.now() - begun
    // The round trip is known; whether the rest can be cancelled changes nothing.
    response.body?.cancel().catch(() => {})
    return { status: response.status, roundTripMs }
  } catch {
    // Refused and timed out are a result here, not an error.
    return { status: undefined, roundTripMs: effects.now() - begun }
  } finally {
    cancelTimer()
  }
}
