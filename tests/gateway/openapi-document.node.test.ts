import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it, vi } from 'vitest'
import { regionMapSchema } from '@/lib/commands/region-map-schema'
import { allowedHeaders, exposedHeaders } from '@/lib/gateway/cors-headers'
import { explainRoute } from '@/lib/gateway/explain-route'
import { openapiDocument } from '@/lib/gateway/openapi-document'
import { actions } from '@/lib/gateway/serve-operator'
import { documents } from '@/lib/gateway/serve-request'
import { errorCodes } from '@/lib/openai/api-error'
import { operations } from '@/lib/operations/operations'
import { buildDependencies } from '../support/build-dependencies'
import { buildGet } from '../support/build-request'

const document = JSON.parse(JSON.stringify(openapiDocument()))

/** What Redocly's linter complains of, errors and warnings alike, by all of its recommended rules. */
async function complaints(text: string): Promise<readonly string[]> {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({ source: text, absoluteRef: 'openapi.json', config })
  return found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)
}

const routes = Object.entries<object>(document.paths).flatMap(([path, item]) =>
  Object.keys(item).flatMap(name => (name === 'servers' ? [] : [`${name.toUpperCase()} ${path}`])),
)

describe('the OpenAPI document', () => {
  it('breaks no recommended rule', async () => {
    expect(await complaints(JSON.stringify(document))).toEqual([])
  })

  it.each([
    [
      'an example that its schema does not take',
      '"plan":"pro"',
      '"plan":7',
      'no-invalid-media-type-examples',
    ],
    [
      'a reference to nothing',
      '#/components/schemas/Receipt"',
      '#/components/schemas/Recipt"',
      'no-unresolved-refs',
    ],
    [
      'an id that stands twice',
      '"operationId":"costs"',
      '"operationId":"metrics"',
      'operation-operationId-unique',
    ],
  ])('would be refused with %s', async (_, right, wrong, rule) => {
    const text = JSON.stringify(document)
    expect(text).toContain(right)
    expect(await complaints(text.replace(right, wrong))).toContainEqual(expect.stringContaining(rule))
  })

  it('holds every route of the calls, the operators and our own documents', () => {
    const written = (path: RegExp) =>
      path.source
        .replaceAll('\\/', '/')
        .replace(/^\^|\$$/g, '')
        .replace(/\((?!\?).*\)/, path.source.includes('cache') ? '{owner}' : '{id}')
    // The feed and the badge stand under two addresses, and are told once.
    const ours = [...documents.keys()].filter(path => path !== '/api/status/feed.xml')
    expect(routes.toSorted()).toEqual(
      [
        ...operations.map(({ method, path }) => `${method} /v1${path}`),
        ...actions.map(({ method, path }) => `${method} /api/admin${written(path)}`),
        ...ours.map(path => `GET ${path}`),
        'GET /badge/{endpoint}.svg',
        'POST /api/route',
      ].toSorted(),
    )
  })

  it('holds every header that a page may send or read', () => {
    const { headers, parameters, securitySchemes } = document.components
    const credentials = Object.values<{ name?: string }>(securitySchemes).flatMap(({ name }) => name ?? [])
    // What every request has, and what OpenAI's clients send and nobody reads.
    const unread = ['authorization', 'content-type', 'anthropic-dangerous-direct-browser-access']
    const ignored = ['openai-beta', 'openai-organization', 'openai-project']
    const known = [...Object.keys(parameters), ...credentials, ...unread, ...ignored]
    expect(allowedHeaders.filter(name => !known.includes(name))).toEqual([])
    expect(exposedHeaders.filter(name => !(name in headers))).toEqual([])
  })

  it('takes all that a region map may have, its canary too', () => {
    const { properties } = JSON.parse(JSON.stringify(regionMapSchema()))
    const told = document.components.schemas.NewRegionMap.properties
    expect(Object.keys(told).toSorted()).toEqual(Object.keys(properties).toSorted())
    expect(Object.keys(told.canary.properties)).toEqual(Object.keys(properties.canary.properties))
  })

  it('tells every query and header that a route is asked with', async () => {
    const get = vi.spyOn(URLSearchParams.prototype, 'get')
    const header = vi.spyOn(Headers.prototype, 'get')
    const { dependencies } = buildDependencies({ variables: { OPERATOR_TOKEN: 'token' } })
    const asOperator = { authorization: 'Bearer token' }
    await explainRoute(buildGet('/api/route?model=gpt-4.1&country=VN', asOperator), dependencies)
    const asked = new Set(get.mock.calls.map(([name]) => name))
    const read = new Set(header.mock.calls.map(([name]) => name.toLowerCase()))
    get.mockRestore()
    header.mockRestore()
    const told: readonly { name?: string; $ref?: string }[] = document.paths['/api/route'].get.parameters
    expect(told.flatMap(({ name }) => name ?? []).toSorted()).toEqual([...asked].toSorted())
    const headers = told.flatMap(({ $ref }) => $ref?.replace('#/components/parameters/', '') ?? [])
    const ofChoice = ['x-route-zone', 'x-task', 'x-no-fallback', 'x-session-id', 'x-max-ttft-ms']
    expect(headers.toSorted()).toEqual(ofChoice.filter(name => read.has(name)).toSorted())
  })

  it('tells every error code beside the status that it comes with', () => {
    const text = JSON.stringify(document.paths)
    for (const [code, [status]] of Object.entries(errorCodes))
      expect(text).toMatch(
        status === 200 ? `\`${code}\`` : new RegExp(`"${status}":\\{"description":"[^"]*\`${code}\``),
      )
  })

  it('says of no call what only its endpoint knows', () => {
    const { schemas } = document.components
    for (const name of ['ChatCompletionsRequest', 'ResponsesRequest', 'MessagesRequest'])
      expect(schemas[name].additionalProperties).toEqual({})
  })
})
