import type { Receipt } from '@/lib/telemetry/receipt'

/** The receipt of a call that was answered at once; a test names only what it is about. */
export function receiptOf(changes: Partial<Receipt> = {}): Receipt {
  return {
    version: 1,
    id: 'slot-0001',
    requestId: 'request-0001',
    at: '2026-11-21T10:05:00.000Z',
    tenant: 'key-AAAAAAAAAAAA',
    operation: 'chat.completions',
    stream: false,
    model: { asked: 'gpt-4.1', used: 'gpt-4.1', task: null, reason: 'asked', trimmedMessages: 0 },
    country: 'VN',
    edge: 'sin1',
    residencyRule: null,
    residency: null,
    map: { version: '0123456789abcdef', source: 'live' },
    endpoint: 'sin',
    region: 'sin1',
    zone: 'APAC',
    routeReason: 'listed',
    candidates: [
      { endpoint: 'sin', zone: 'APAC', region: 'sin1', reason: 'listed', score: 41.5, expectedMs: 40 },
    ],
    excluded: [{ endpoint: 'iad', zone: 'US', reason: 'draining' }],
    leftOut: { candidates: 0, excluded: 0 },
    attempts: [
      {
        endpoint: 'sin',
        zone: 'APAC',
        model: 'gpt-4.1',
        label: '200',
        outcome: 'succeeded',
        code: null,
        durationMs: 9,
        firstContentMs: null,
        billed: 'yes',
        promptTokens: 900,
        completionTokens: 100,
        costUsd: 0.0026,
      },
    ],
    timings: {
      gateMs: 2,
      planMs: 1,
      upstreamMs: 9,
      firstContentMs: null,
      responseMs: 12,
      totalMs: 12,
      overheadMs: 3,
    },
    bytes: { in: 80, out: 200 },
    tokens: {
      promptTokens: 900,
      completionTokens: 100,
      cachedTokens: 0,
      reasoningTokens: 0,
      audioPromptTokens: 0,
      audioCompletionTokens: 0,
    },
    costUsd: 0.0026,
    isEstimated: false,
    cache: { state: 'BYPASS', ageSeconds: null },
    status: 200,
    code: null,
    end: null,
    ...changes,
  }
}

/** So many candidates, and as many that were left out. */
export function crowdedReceipt(endpoints: number): Receipt {
  const ids = Array.from({ length: endpoints }, (_, at) => `endpoint-with-quite-a-long-name-${at}`)
  const zone = 'a-zone-with-a-long-name'
  return receiptOf({
    candidates: ids.map((endpoint, at) => {
      return { endpoint, zone, region: 'region-1', reason: 'listed', score: at, expectedMs: null }
    }),
    excluded: ids.map(endpoint => ({ endpoint, zone, reason: 'outside-residency' })),
  })
}
