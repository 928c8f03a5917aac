import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parseBody } from '@/lib/gateway/parse-body'
import { buildRequest } from '../support/build-request'
import { createFakeEffects } from '../support/fake-effects'

const schema = z.strictObject({ name: z.string(), zones: z.array(z.string()).optional() })

type Asked = Parameters<typeof buildRequest>[0]

function parse(body: string, asked: Asked = {}) {
  return parseBody(buildRequest({ ...asked, body }), { schema, clock: createFakeEffects() })
}

describe('a body', () => {
  it('is read as its schema says', async () => {
    expect(await parse('{"name":"Hà Nội","zones":["EU"]}')).toEqual({ name: 'Hà Nội', zones: ['EU'] })
  })

  it('is what the schema makes of it', async () => {
    const lengths = { schema: z.string().transform(({ length }) => length), clock: createFakeEffects() }
    expect(await parseBody(buildRequest({ body: '"four"' }), lengths)).toBe(4)
  })

  it.each(['', '{', '{"name":"a"} x', "{'name':'a'}", 'undefined'])(
    'that is no JSON is told so: %j',
    async text => {
      await expect(parse(text)).rejects.toMatchObject({ code: 'invalid_json', status: 400 })
    },
  )

  it.each<[string, string, string]>([
    ['a field is missing', '{}', 'name'],
    ['a field is of another kind', '{"name":4}', 'name'],
    ['one of a list is of another kind', '{"name":"a","zones":["EU",4]}', 'zones[1]'],
    ['it is null', 'null', ''],
    ['it is a list', '[]', ''],
  ])('is refused with the name of what is wrong where %s', async (_, text, param) => {
    await expect(parse(text)).rejects.toMatchObject({ code: 'invalid_request', details: { param } })
  })

  it('that is refused is not repeated to whoever sent it', async () => {
    const error = await parse('{"name":{"CANARY":1},"zones":"CANARY"}').catch((thrown: unknown) => thrown)
    expect(String(error)).not.toContain('CANARY')
  })

  it('of another content type is not read', async () => {
    const headers = { 'content-type': 'text/plain' }
    await expect(parse('{"name":"a"}', { headers })).rejects.toMatchObject({ code: 'unsupported_media_type' })
  })
})
