import { describe, expect, it } from 'vitest'
import { byteLength } from '@/lib/openai/byte-length'
import { readReceipt } from '@/lib/telemetry/read-receipt'
import { callBody } from '../support/build-call'
import { mapDocument } from '../support/build-dependencies'
import { buildGet, buildRequest } from '../support/build-request'
import { cachedModels } from '../support/cached-call'
import { completion, completionText, refusal } from '../support/completion'
import { buildReceipts } from '../support/receipts-of'
import { wholeStream } from '../support/sse'
import { streamReply } from '../support/stream-reply'
import { rowOf } from '../support/upstream-endpoint'

const german = { 'x-vercel-ip-country': 'DE' }

describe('the receipt of a call', () => {
  it('that was answered says where it went and why, what it took and what it cost', async () => {
    const { serve } = buildReceipts({ answers: { sin: { afterMs: 90, reply: completion } } })
    const receipt = await serve(buildRequest())
    expect(receipt).toMatchObject({
      requestId: 'made-id-0001',
      at: '2026-11-02T12:00:00.000Z',
      tenant: 'anonymous',
      operation: 'chat.completions',
      stream: false,
      model: { asked: 'gpt-4.1', used: 'gpt-4.1', task: null, reason: 'asked', trimmedMessages: 0 },
      country: 'VN',
      edge: 'sin1',
      residencyRule: null,
      residency: null,
      map: { version: expect.stringMatching(/^[0-9a-f]{16}$/), source: 'live' },
      endpoint: 'sin',
      region: 'sin1',
      zone: 'APAC',
      routeReason: 'listed',
      excluded: [],
      leftOut: { candidates: 0, excluded: 0 },
      timings: { gateMs: 0, planMs: 0, upstreamMs: 90, firstContentMs: null, responseMs: 90, totalMs: 90 },
      bytes: { in: byteLength(callBody()), out: byteLength(completionText) },
      tokens: { promptTokens: 2, completionTokens: 3 },
      costUsd: 0.000028,
      isEstimated: false,
      cache: { state: 'BYPASS', ageSeconds: null },
      status: 200,
      code: null,
      end: null,
    })
    expect(receipt?.candidates.map(({ endpoint, zone, reason }) => [endpoint, zone, reason])).toEqual([
      ['sin', 'APAC', 'listed'],
      ['nrt', 'APAC', 'listed'],
      ['fra', 'EU', 'nearest'],
      ['iad', 'US', 'nearest'],
    ])
    expect(receipt?.candidates[0]).toMatchObject({
      score: expect.any(Number),
      expectedMs: expect.any(Number),
    })
  })

  it('that failed over has every try, each with what became of it', async () => {
    const answers = { sin: refusal(503), nrt: { afterMs: 40, reply: completion } }
    const receipt = await buildReceipts({ answers }).serve(buildRequest())
    expect(receipt).toMatchObject({ endpoint: 'nrt', routeReason: 'failover', status: 200 })
    const common = { zone: 'APAC', model: 'gpt-4.1', firstContentMs: null }
    expect(receipt?.attempts).toEqual([
      {
        ...common,
        endpoint: 'sin',
        label: '503',
        outcome: 'failed',
        code: 'overloaded',
        durationMs: 0,
        billed: 'no',
        promptTokens: 0,
        completionTokens: 0,
        costUsd: 0,
      },
      {
        ...common,
        endpoint: 'nrt',
        label: '200',
        outcome: 'succeeded',
        code: null,
        durationMs: 40,
        billed: 'yes',
        promptTokens: 2,
        completionTokens: 3,
        costUsd: 0.000028,
      },
    ])
  })

  it('whose country may not leave its zone names the rule, and whom it left out', async () => {
    const { serve } = buildReceipts({ answers: { fra: completion } })
    const receipt = await serve(buildRequest({ headers: german }))
    expect(receipt).toMatchObject({ country: 'DE', residencyRule: ['EU'], residency: ['EU'], zone: 'EU' })
    expect(receipt?.candidates.map(({ endpoint }) => endpoint)).toEqual(['fra'])
    expect(receipt?.excluded).toEqual([
      { endpoint: 'sin', zone: 'APAC', reason: 'outside-residency' },
      { endpoint: 'nrt', zone: 'APAC', reason: 'outside-residency' },
      { endpoint: 'iad', zone: 'US', reason: 'outside-residency' },
    ])
  })

  it('that made up a zone does not repeat it', async () => {
    const receipt = await buildReceipts().serve(buildRequest({ headers: { 'x-route-zone': 'CANARY' } }))
    expect(receipt).toMatchObject({ residency: ['unknown'], code: 'no_eligible_endpoint' })
    expect(JSON.stringify(receipt)).not.toContain('CANARY')
  })

  it('that narrows itself to a zone says so beside the rule', async () => {
    const { serve } = buildReceipts({ answers: { iad: completion } })
    const receipt = await serve(buildRequest({ headers: { 'x-route-zone': 'US' } }))
    expect(receipt).toMatchObject({ residencyRule: null, residency: ['US'], endpoint: 'iad' })
  })

  it.each<[string, Record<string, string>, string, number]>([
    ['may not go where it wants to', { ...german, 'x-route-to': 'iad' }, 'residency_violation', 3],
    ['asks for a zone that it may not use', { ...german, 'x-route-zone': 'US' }, 'residency_violation', 4],
    ['asks for a zone without endpoints', { 'x-route-zone': 'MARS' }, 'no_eligible_endpoint', 4],
    ['wants its answer too soon', { 'x-max-ttft-ms': '1' }, 'ttft_unattainable', 0],
  ])('that %s has no try, and everybody who was left out', async (_, headers, code, excluded) => {
    const receipt = await buildReceipts().serve(buildRequest({ headers }))
    expect(receipt).toMatchObject({ code, attempts: [], endpoint: null, routeReason: null, costUsd: 0 })
    expect(receipt?.excluded).toHaveLength(excluded)
    expect(receipt?.candidates).toHaveLength(4 - excluded)
    expect(receipt?.status).toBeGreaterThanOrEqual(403)
    expect(receipt?.timings).toMatchObject({ planMs: null, upstreamMs: null })
  })

  it('that nobody answers has the error and every try', async () => {
    const answers = { sin: refusal(503), nrt: refusal(500), fra: refusal(503), iad: refusal(503) }
    const receipt = await buildReceipts({ answers }).serve(buildRequest())
    expect(receipt).toMatchObject({ endpoint: null, code: 'overloaded', zone: null })
    expect(receipt?.attempts.map(({ label }) => label)).toEqual(['503', '500', '503'])
    expect(receipt?.model).toMatchObject({ asked: 'gpt-4.1', used: null })
  })

  it('out of the cache went to nobody', async () => {
    const { serve, effects } = buildReceipts({ answers: { fra: completion }, models: cachedModels })
    const asked = () => buildRequest({ headers: german, body: callBody({ temperature: 0 }) })
    expect((await serve(asked()))?.cache).toEqual({ state: 'MISS', ageSeconds: null })
    await effects.advance(5500)
    expect(await serve(asked())).toMatchObject({
      cache: { state: 'HIT', ageSeconds: 5 },
      endpoint: null,
      residencyRule: ['EU'],
      residency: ['EU'],
      candidates: [],
      attempts: [],
      costUsd: 0,
      bytes: { out: byteLength(completionText) },
      model: { asked: 'gpt-4.1', used: 'gpt-4.1' },
    })
  })

  it('that was streamed says when its first content came, how it ended and how much it was', async () => {
    const answers = { sin: { afterMs: 70, reply: streamReply(...wholeStream) } }
    const { serve } = buildReceipts({ answers })
    const receipt = await serve(buildRequest({ body: callBody({ stream: true }) }))
    expect(receipt).toMatchObject({ stream: true, end: 'complete', timings: { firstContentMs: 70 } })
    expect(receipt?.bytes.out).toBe(byteLength(wholeStream.join('')))
    expect(receipt?.attempts).toMatchObject([{ firstContentMs: 70 }])
  })

  it('that found its model by an alias, or had another stand in, says both names', async () => {
    const models = {
      catalogue: { 'gpt-4.1': { price: { input: 2, output: 8 }, fallbacks: ['gpt-4o'] } },
      aliases: { gpt4: 'gpt-4.1' },
    }
    const endpoints = { sin: rowOf('sin', { models: ['gpt-4o'] }), iad: rowOf('iad', { models: ['x'] }) }
    const document = mapDocument({ endpoints, countries: {}, zones: {}, default: [] })
    const { serve } = buildReceipts({ answers: { sin: completion }, models, document })
    const receipt = await serve(buildRequest({ body: callBody({ model: 'gpt4' }) }))
    expect(receipt?.model).toMatchObject({ asked: 'gpt4', used: 'gpt-4o', reason: 'alias' })
    expect(receipt?.candidates).toMatchObject([{ endpoint: 'sin', model: 'gpt-4o' }])
    expect(receipt?.excluded).toMatchObject([
      { endpoint: 'sin', reason: 'model-not-served' },
      { endpoint: 'iad', reason: 'model-not-served' },
    ])
    expect(receipt?.costUsd).toBeNull()
  })

  it('is signed where there is a secret', async () => {
    const variables = { RECEIPT_SECRET: 'CANARY-secret-of-receipts' }
    const { serve } = buildReceipts({ answers: { sin: completion }, variables })
    expect((await serve(buildRequest()))?.signature?.algorithm).toBe('HMAC-SHA256')
    expect((await buildReceipts().serve(buildRequest()))?.signature).toBeNull()
  })

  it('of the largest map can be kept and read', async () => {
    const rows = Array.from(
      { length: 256 },
      (_, at) => [`endpoint-${at}`, rowOf(`endpoint-${at}`, { apiKeyEnv: 'KEY_ALL' })] as const,
    )
    const document = mapDocument({
      endpoints: Object.fromEntries(rows),
      countries: {},
      zones: {},
      default: [],
    })
    const { serve, usage } = buildReceipts({ document })
    const receipt = await serve(buildRequest())
    expect(receipt?.leftOut.candidates).toBe(256 - (receipt?.candidates.length ?? 0))
    expect(receipt?.leftOut.candidates).toBeGreaterThan(100)
    expect(
      [...usage.kept.values()]
        .flat()
        .map(byteLength)
        .every(bytes => bytes <= 8192),
    ).toBe(true)
  })
})

describe('no receipt', () => {
  it.each<[string, Request]>([
    ['a list of models', buildGet('/v1/models')],
    ['a body that is none', buildRequest({ body: '{' })],
    ['a path that is none', buildRequest({ path: '/v1/nope' })],
  ])('is left by %s', async (_, request) => {
    expect(await buildReceipts().serve(request)).toBeUndefined()
  })

  it('holds anything that the caller wrote', async () => {
    const headers = {
      'x-real-ip': '203.0.113.77',
      'x-session-id': 'CANARY-session',
      authorization: 'Bearer sk-CANARY-key',
      'user-agent': 'CANARY-agent',
    }
    const words = { messages: [{ role: 'user', content: 'CANARY-prompt' }], user: 'CANARY-user' }
    const answer = { ...completion, body: completionText.replace('Xin', 'CANARY-answer') }
    const tool = { type: 'function', function: { name: 'CANARY-tool' } }
    const listed = { sin: rowOf('sin', { models: ['gpt-4.1'] }) }
    const asked = [
      [{ sin: answer }, {}],
      [{ sin: refusal(400, { message: 'CANARY-error at https://CANARY.example.com' }) }, {}],
      [{ sin: refusal(503, { message: 'CANARY-error' }) }, {}],
      [{}, { model: 'CANARY-model' }],
      [{}, { model: 'CANARY-model', tools: [tool] }],
    ] as const
    for (const [answers, fields] of asked) {
      const document = mapDocument({ endpoints: listed, countries: {}, zones: {}, default: ['sin'] })
      const { serve, usage } = buildReceipts({ answers, document })
      const body = callBody({ ...words, ...fields })
      const receipt = await serve(buildRequest({ headers, body }))
      expect(receipt).toBeDefined()
      const texts = [...usage.kept.values()].flat()
      expect(texts.map(text => readReceipt(text) !== undefined)).toEqual([true])
      expect(texts.join('')).not.toMatch(/CANARY|203\.0\.113|example\.com|KEY_SIN/)
    }
  })
})
