import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operations } from '@/lib/operations/operations'
import { parseCall } from '@/lib/operations/parse-call'
import { hidesUsage, upstreamBody } from '@/lib/operations/upstream-body'
import { buildCall } from '../support/build-call'

const [operation] = operations
const parse = (text: string) => parseCall(text, operation)

const hello = [{ role: 'user', content: 'Chào bạn' }]

describe('the body for another model', () => {
  it.each([
    '{"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],"temperature":1.0}',
    '{ "messages" : [ {"role":"user","content":"\\u00e9 \\"model\\":\\"gpt-4.1\\""} ] ,\r\n\t"model"  :  "gpt-4.1"  }',
    '{"x":1.0,"y":1e2,"z":12345678901234567890,"w":-0,"model":"gpt-4.1","messages":[{"role":"user","content":"x"}]}',
    '{"metadata":{"model":"gpt-4.1"},"model":"gpt-4.1","messages":[{"role":"user","content":"x"}],"future":{"a":[1.50]}}',
    '{"messages":[{"role":"user","content":"gpt-4.1 😀"}],"model":"gpt-4.1"}',
  ])('differs in the name alone, to the byte: %s', text => {
    const call = parse(text)
    const { start, end } = call.members.get('model') ?? { start: 0, end: 0 }
    expect(text.slice(start, end)).toBe('"gpt-4.1"')
    expect(upstreamBody(call, 'prod "4.1"')).toBe(`${text.slice(0, start)}"prod \\"4.1\\""${text.slice(end)}`)
  })

  it('is the very text where the name stays', () => {
    const text = String.raw`{"model":"gpt\u002d4.1","messages":[{"role":"user","content":"x"}],"n":1.0}`
    expect(upstreamBody(parse(text), 'gpt-4.1')).toBe(text)
  })

  it('parses to the same body with that name, whatever else the caller sent', () => {
    const others = fc.dictionary(
      fc.string().map(name => `x-${name}`),
      fc.jsonValue(),
      { noNullPrototype: true },
    )
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(others, names, fc.string(), fc.boolean(), (fields, model, upstream, stream) => {
        const text = JSON.stringify({ ...fields, model, messages: hello, stream })
        const expected: unknown = JSON.parse(
          JSON.stringify({
            ...fields,
            model: upstream,
            messages: hello,
            stream,
            ...(stream && { stream_options: { include_usage: true } }),
          }),
        )
        expect(JSON.parse(upstreamBody(parse(text), upstream))).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })
})

it('a member that bears the name of what every object has stays, where another is taken out', () => {
  const text =
    '{"toString":1,"user":"u","model":"gpt-4.1","__proto__":{"a":1},"constructor":[],"messages":[{"role":"user","content":"x"}]}'
  expect(upstreamBody(parse(text), 'gpt-4.1', { user: undefined })).toBe(text.replace('"user":"u",', ''))
})

describe('a stream', () => {
  const messages = '"messages":[{"role":"user","content":"x"}]'

  it('asks for its usage where its caller did not, and every other byte stays', () => {
    const text = `\n { "model" : "gpt-4.1", "stream":true ,"x":1.0,${messages} }`
    expect(upstreamBody(parse(text), 'gpt-4.1')).toBe(
      text.replace('{', '{"stream_options":{"include_usage":true},'),
    )
  })

  it.each([
    ['null', '{"include_usage":true}'],
    ['{}', '{"include_usage":true}'],
    ['{"include_usage":false}', '{"include_usage":true}'],
    ['{ "include_usage" : null }', '{"include_usage":true}'],
    ['{"include_obfuscation":false}', '{"include_obfuscation":false,"include_usage":true}'],
  ])('that says %s of its end asks for it in that place', (options, expected) => {
    const text = `{"stream_options" : ${options} ,"model":"gpt-4.1","stream":true,${messages}}`
    expect(upstreamBody(parse(text), 'prod')).toBe(
      `{"stream_options" : ${expected} ,"model":"prod","stream":true,${messages}}`,
    )
  })

  it('names its options once, also where their name is escaped', () => {
    const text = String.raw`{"model":"gpt-4.1","stream":true,"stream\u005foptions":{},${messages}}`
    const body = upstreamBody(parse(text), 'gpt-4.1')
    expect(JSON.parse(body)).toMatchObject({ stream_options: { include_usage: true } })
    expect(body.match(/options/g)).toHaveLength(1)
  })

  it('that asks for its usage itself stays as it is', () => {
    const text = `{"model":"gpt-4.1","stream":true,"stream_options":{"include_usage": true},${messages}}`
    expect(upstreamBody(parse(text), 'gpt-4.1')).toBe(text)
  })

  it('that another model answers has both changes, whichever stands first', () => {
    for (const members of [
      ['"stream_options":{}', '"model":"gpt-4.1"'],
      ['"model":"gpt-4.1"', '"stream_options":{}'],
    ]) {
      const body = upstreamBody(parse(`{${members.join()},"stream":true,${messages}}`), 'a-longer-name')
      expect(JSON.parse(body)).toMatchObject({
        model: 'a-longer-name',
        stream_options: { include_usage: true },
      })
    }
  })
})

it.each([{}, { stream: false }, { stream: null }])('a plain call asks for no stream’s usage: %j', fields => {
  const call = buildCall(fields)
  expect(upstreamBody(call, 'gpt-4.1')).toBe(call.text)
})

it.each([
  [{ stream_options: { include_usage: true } }, false],
  [{ stream_options: { include_usage: false } }, true],
  [{ stream_options: null }, true],
  [{}, true],
])('of whoever says %j the usage at the end of its stream is hidden: %j', (fields, expected) => {
  expect(hidesUsage(buildCall({ stream: true, ...fields }))).toBe(expected)
})
