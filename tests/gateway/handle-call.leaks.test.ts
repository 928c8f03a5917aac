import { describe, expect, it } from 'vitest'
import { handleCall } from '@/lib/gateway/handle-call'
import { serveOperator } from '@/lib/gateway/serve-operator'
import { callBody } from '../support/build-call'
import { buildGet, buildRequest } from '../support/build-request'
import { completion, refusal } from '../support/completion'
import { type Reply, reset } from '../support/fake-effects'
import { operatorToken } from '../support/operator'
import { buildShared } from '../support/shared-store'
import { eventStream, role, word } from '../support/sse'
import { keyId, keyText, storedKey } from '../support/stored-key'
import { createUpstreamBody } from '../support/upstream-body'

const prompt = 'CANARY-PROMPT of the caller'
const token = 'eyJDQU5BUlk.eyJDQU5BUlktVE9LRU4.c2lnbmF0dXJl'
const secrets = ['CANARY', keyText, keyText.slice(-40), token, operatorToken, 'example.com', 'evalsha']

const leaksIn = (text: string) => secrets.filter(secret => text.includes(secret))

type Case = {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly answers?: Readonly<Record<string, Reply>>
  readonly plans?: unknown
  readonly variables?: Readonly<Record<string, string>>
  readonly record?: string
  readonly isLost?: boolean
  readonly verify?: () => Promise<never>
}

const messages = [{ role: 'user', content: prompt }]
const usualBody = callBody({ messages })
const byKey = { authorization: `Bearer ${keyText}` }
const byToken = { authorization: `Bearer ${token}` }
const broken = () => ({ headers: eventStream, body: createUpstreamBody(role, word('a')) })

const cases: readonly (readonly [string, Case])[] = [
  ['an unknown key', { record: '' }],
  ['another secret', { headers: { authorization: `Bearer ${keyText.slice(0, -1)}z` } }],
  ['a key whose record is broken', { record: '{"CANARY"' }],
  ['a token where none are taken', { headers: byToken }],
  [
    'a token whose keys are away',
    { headers: byToken, verify: () => Promise.reject(new Error(`CANARY ${token}`)) },
  ],
  ['the store lost', { isLost: true }],
  ['the store lost for the anonymous', { isLost: true, headers: {}, variables: { AUTH: 'open' } }],
  ['the operator’s token in a call', { headers: { authorization: `Bearer ${operatorToken}` } }],
  ['a spent limit', { plans: { pro: { requestsPerMinute: 0 } } }],
  ['spent tokens', { plans: { pro: { tokensPerMinute: 1 } } }],
  ['too many in flight', { plans: { pro: { concurrency: 0 } } }],
  ['a plan that is gone', { plans: { other: {} } }],
  ['a model that is not allowed', { plans: { pro: { models: ['x'] } } }],
  ['zones that are not allowed', { plans: { pro: { zones: ['MOON'] } } }],
  ['a body that is no JSON', { body: `{"messages":"${prompt}` }],
  ['a body of the wrong shape', { body: JSON.stringify({ model: 'gpt-4.1', messages: prompt }) }],
  ['a model that nobody serves', { body: callBody({ messages, model: 'CANARY-model', n: 0 }) }],
  ['an endpoint’s refusal', { answers: { sin: refusal(400) } }],
  ['endpoints that are down', { answers: {} }],
  ['endpoints that refuse our key', { answers: { sin: refusal(401), nrt: refusal(401), fra: refusal(401) } }],
  ['a pin on nothing', { headers: { ...byKey, 'x-route-to': 'CANARY' } }],
  ['a success', {}],
  ['a stream that breaks', { answers: { sin: broken() }, body: callBody({ messages, stream: true }) }],
]

async function build({ answers, plans, variables, record, isLost = false, verify }: Case) {
  const world = buildShared({
    answers: answers ?? { sin: completion },
    variables: { AUTH: 'required', OPERATOR_TOKEN: operatorToken, JWT_SECRET: 'CANARY-jwt', ...variables },
    ...(plans === undefined ? {} : { plans }),
    verifyToken: verify ?? (async () => undefined),
  })
  if (record !== '') world.shared.records.set(keyId, record ?? (await storedKey()))
  world.shared.isLost = isLost
  return world
}

describe('no prompt, no credential and no host is told to anyone', () => {
  it.each(cases)('%s', async (_, each) => {
    const { headers = byKey, body = usualBody, answers } = each
    const world = await build(each)
    const response = await handleCall(buildRequest({ headers, body }), world.dependencies)
    const sin = answers?.sin
    if (typeof sin === 'object' && 'body' in sin && typeof sin.body === 'object') sin.body?.fail(reset())
    const text = await response.text()
    await world.runDeferred()
    await world.effects.settle()
    expect(world.logged.length).toBeGreaterThan(0)
    expect(leaksIn(JSON.stringify(world.logged))).toEqual([])
    expect(leaksIn(text)).toEqual([])
    expect(leaksIn(JSON.stringify([...response.headers]))).toEqual([])
  })

  it('nor by what breaks unforeseen, wherever it does', async () => {
    const breaks = () => {
      throw new Error(`CANARY ${prompt} ${keyText}`)
    }
    const world = await build({})
    const { dependencies } = world
    const limiter = { admit: breaks, repeat: breaks, settle: breaks }
    for (const part of [
      { keyOf: breaks },
      { plans: { ...dependencies.plans, current: breaks } },
      {
        limiter,
        admission: undefined,
        environment: { ...dependencies.environment, access: 'open' as const },
      },
    ]) {
      const request = buildRequest({ headers: byKey, body: usualBody })
      const response = await handleCall(request, { ...dependencies, ...part })
      expect(response.status).toBe(500)
      expect(leaksIn(await response.text())).toEqual([])
    }
    // Whoever looks for a key fails behind the response as well.
    await world.runDeferred()
    expect(world.logged.filter(({ level }) => level === 'error')).toHaveLength(4)
    expect(leaksIn(JSON.stringify(world.logged))).toEqual([])
  })

  it('nor by what operators ask', async () => {
    for (const isLost of [false, true]) {
      const world = await build({ isLost })
      for (const [method, path, credential] of [
        ['GET', '/keys', operatorToken],
        ['GET', '/keys', 'CANARY-of-someone'],
        ['GET', '/CANARY', operatorToken],
        ['DELETE', `/keys/${keyId}`, operatorToken],
        ['POST', '/keys', operatorToken],
      ] as const) {
        const request = buildRequest({
          method,
          path: `/api/admin${path}`,
          headers: { authorization: `Bearer ${credential}` },
          body: `{"CANARY":"${prompt}"`,
        })
        const response = await serveOperator(request, world.dependencies)
        expect(leaksIn(await response.text())).toEqual([])
      }
      expect(leaksIn(JSON.stringify(world.logged))).toEqual([])
    }
  })

  it('and the store is told no prompt and no credential', async () => {
    const world = await build({})
    const asked: unknown[] = []
    const admission = {
      ...world.shared,
      admit: (ask: Parameters<typeof world.shared.admit>[0]) => {
        asked.push(ask)
        return world.shared.admit(ask)
      },
    }
    const dependencies = { ...world.dependencies, admission }
    await handleCall(buildRequest({ headers: byKey, body: usualBody }), dependencies)
    await handleCall(buildGet('/v1/models', byKey), dependencies)
    expect(asked).toHaveLength(2)
    expect(leaksIn(JSON.stringify(asked))).toEqual([])
  })
})
