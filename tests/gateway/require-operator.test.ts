import { describe, expect, it } from 'vitest'
import { explainRoute } from '@/lib/gateway/explain-route'
import { handleCall } from '@/lib/gateway/handle-call'
import { requireOperator } from '@/lib/gateway/require-operator'
import { buildGet } from '../support/build-request'
import { operatorToken } from '../support/operator'
import { buildShared } from '../support/shared-store'
import { keyId, keyText, storedKey, withKey } from '../support/stored-key'

type Sent = Readonly<Record<string, string>>

const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

describe('an operator', () => {
  const demand = (headers: Sent, token?: string) =>
    requireOperator(
      new Headers(headers),
      buildShared({ variables: token === undefined ? {} : { OPERATOR_TOKEN: token } }).dependencies,
    )

  it.each<[string, Sent]>([
    ['authorization', bearer(operatorToken)],
    ['api-key', { 'api-key': operatorToken }],
    ['x-api-key', { 'x-api-key': operatorToken }],
  ])('may come with its token in %s', async (_, headers) => {
    await expect(demand(headers, operatorToken)).resolves.toBeUndefined()
  })

  it.each<[string, Sent, string | undefined]>([
    ['sends nothing', {}, operatorToken],
    ['sends another', bearer('x'), operatorToken],
    ['sends a caller’s key', bearer(keyText), operatorToken],
    ['sends something where none is set', bearer('undefined'), undefined],
    ['sends nothing where none is set', {}, undefined],
    ['sends something where an empty one is set', bearer('x'), ''],
  ])('is nobody who %s', async (_, headers, token) => {
    await expect(demand(headers, token)).rejects.toMatchObject({ code: 'invalid_api_key', status: 401 })
  })
})

describe('where a credential is required, the explanation of a route', () => {
  async function build(record: Parameters<typeof storedKey>[0] = {}, plans?: unknown) {
    const world = buildShared({
      variables: { AUTH: 'required', OPERATOR_TOKEN: operatorToken },
      ...(plans === undefined ? {} : { plans }),
    })
    world.shared.records.set(keyId, await storedKey(record))
    const explain = (headers: Sent) => explainRoute(buildGet('/api/route', headers), world.dependencies)
    return { ...world, explain }
  }

  it.each<[string, Sent, number]>([
    ['a caller', withKey, 200],
    ['an operator', bearer(operatorToken), 200],
    ['nobody', {}, 401],
    ['someone else', bearer('x'), 401],
  ])('is given to %s with %j: %i', async (_, headers, status) => {
    const { explain } = await build()
    expect((await explain(headers)).status).toBe(status)
  })

  it('is refused to a key that was revoked after it was first seen', async () => {
    const { explain, shared, dependencies } = await build()
    expect((await handleCall(buildGet('/v1/models', withKey), dependencies)).status).toBe(200)
    expect((await explain(withKey)).status).toBe(200)
    shared.records.set(keyId, await storedKey({ revokedAt: '2026-11-02T12:00:00Z' }))
    expect((await explain(withKey)).status).toBe(401)
  })

  it('tells a caller which endpoints its plan leaves out', async () => {
    const { explain } = await build({}, { pro: { zones: ['EU'] } })
    const body = await (await explain(withKey)).json()
    expect(body.candidates.map(({ endpoint }: { endpoint: string }) => endpoint)).toEqual(['fra'])
    expect(body.excluded).toContainEqual({ endpoint: 'iad', reason: 'outside-plan' })
  })
})
