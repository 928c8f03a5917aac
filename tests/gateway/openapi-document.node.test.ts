import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { allowedHeaders, exposedHeaders } from '@/lib/gateway/cors-headers'
import { openapiDocument } from '@/lib/gateway/openapi-document'
import { actions } from '@/lib/gateway/serve-operator'
import { documents } from '@/lib/gateway/serve-request'
import { errorCodes } from '@/lib/openai/api-error'
import { operations } from '@/lib/operations/operations'

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
    const feeds = ['/api/status/feed.xml', '/feed.xml']
    const ours = [...documents.keys()].filter(path => !feeds.includes(path))
    expect(routes.toSorted()).toEqual(
      [
        ...operations.map(({ method, path }) => `${method} /v1${path}`),
        ...actions.map(({ method, path }) => `${method} /api/admin${written(path)}`),
        ...ours.map(path => `GET ${path}`),
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
