import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeCall, parseCall } from '@/lib/operations/parse-call'
import { hidesUsage, upstreamBody } from '@/lib/operations/upstream-body'
import { buildCall } from '../support/build-call'
import { callFor, operationOf } from '../support/call-for'

const chat = operationOf('chat.completions')
const parse = (text: string) => parseCall(text, chat)
const messages = '"messages":[{"role":"user","content":"x"}]'

// Numbers that no parser of JavaScript gives back as they were.
const odd = '"x":1.0,"seed":9223372036854775807 , "y":1e2,"z":-0'

describe('a changed member', () => {
  it.each([
    [`{"max_tokens":500,${odd},"model":"m",${messages}}`, `{"max_tokens":5,${odd},"model":"m",${messages}}`],
    [
      `{${odd},"model":"m",${messages},\n"max_tokens" :  500 }`,
      `{${odd},"model":"m",${messages},\n"max_tokens" :  5 }`,
    ],
    [
      `{"model":"m","max\\u005ftokens":null,${odd},${messages}}`,
      `{"model":"m","max\\u005ftokens":5,${odd},${messages}}`,
    ],
  ])('is written in its place, and every other byte stays: %s', (text, expected) => {
    expect(upstreamBody(changeCall(parse(text), { max_tokens: 5 }), 'm')).toBe(expected)
    expect(upstreamBody(parse(text), 'm', { max_tokens: 5 })).toBe(expected)
  })

  it('may stand before others and after them', () => {
    const text = `{"n":1,"model":"a","temperature":1.0,"top_p":1.0,${messages}}`
    const changed = changeCall(parse(text), { top_p: 0.5, n: 2, model: 'a-longer-name' })
    expect(upstreamBody(changed, 'a-longer-name')).toBe(
      `{"n":2,"model":"a-longer-name","temperature":1.0,"top_p":0.5,${messages}}`,
    )
  })

  it('that its caller did not write stands first', () => {
    const text = ` {"model":"m",${odd},${messages}}`
    expect(upstreamBody(changeCall(parse(text), { max_tokens: 5 }), 'm')).toBe(
      ` {"max_tokens":5,"model":"m",${odd},${messages}}`,
    )
  })
})

describe('a member that is taken out', () => {
  const text = `{"model":"m",${odd},"max_tokens":500,${messages}}`

  it('is gone', () => {
    const body = upstreamBody(changeCall(parse(text), { max_tokens: undefined }), 'm')
    expect(JSON.parse(body)).toMatchObject({ model: 'm', messages: [{ role: 'user', content: 'x' }] })
    expect(JSON.parse(body)).not.toHaveProperty('max_tokens')
  })

  it.each(['1.0', '9223372036854775807', '1e2', '-0'])(
    'takes no other with it, nor its way to be written: %s',
    number => {
      expect(upstreamBody(parse(text), 'm', { max_tokens: undefined })).toContain(`:${number}`)
    },
  )

  it.each([
    `{"max_tokens":500,"model":"m",${messages}}`,
    `{"model":"m",${messages},"max_tokens":500}`,
    `{"model":"m" , "max_tokens" : 500 , ${messages}}`,
    `{"model":"m","max\\u005ftokens":500,${messages}}`,
  ])('leaves a body that can be read, wherever it stood: %s', written => {
    expect(JSON.parse(upstreamBody(parse(written), 'm', { max_tokens: undefined }))).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'x' }],
    })
  })

  it('that was never there changes nothing', () => {
    const plain = `{"model":"m",${odd},${messages}}`
    expect(upstreamBody(parse(plain), 'm', { max_tokens: undefined })).toBe(plain)
  })

  it('may be one that we have put in', () => {
    const plain = `{"model":"m",${odd},${messages}}`
    const call = changeCall(parse(plain), { max_completion_tokens: 5 })
    expect(upstreamBody(call, 'm', { max_completion_tokens: undefined, max_tokens: 5 })).toBe(
      `{"max_tokens":5,"model":"m",${odd},${messages}}`,
    )
  })

  it('may be given another name', () => {
    const body = upstreamBody(parse(text), 'm', { max_tokens: undefined, max_completion_tokens: 500 })
    expect(JSON.parse(body)).toMatchObject({ max_completion_tokens: 500, model: 'm' })
    expect(JSON.parse(body)).not.toHaveProperty('max_tokens')
  })
})

describe('what an endpoint wants', () => {
  it('goes before what we have changed', () => {
    const call = changeCall(buildCall({ max_tokens: 500 }), { max_tokens: 50 })
    expect(JSON.parse(upstreamBody(call, 'gpt-4.1', { max_tokens: 5 }))).toMatchObject({ max_tokens: 5 })
  })

  it('goes before our wish for the usage', () => {
    const call = buildCall({ stream: true })
    expect(upstreamBody(call, 'gpt-4.1', { stream_options: undefined })).toBe(call.text)
    const asking = buildCall({ stream: true, stream_options: { include_obfuscation: false } })
    expect(JSON.parse(upstreamBody(asking, 'gpt-4.1', { stream_options: undefined }))).not.toHaveProperty(
      'stream_options',
    )
  })

  it('is its own name for the model, whatever we call it', () => {
    const call = changeCall(buildCall(), { model: 'other' })
    expect(JSON.parse(upstreamBody(call, 'prod'))).toMatchObject({ model: 'prod' })
    expect(JSON.parse(upstreamBody(call, 'other'))).toMatchObject({ model: 'other' })
    expect(JSON.parse(upstreamBody(call, 'gpt-4.1'))).toMatchObject({ model: 'gpt-4.1' })
  })
})

it('whatever is changed, the body is the one that was meant', () => {
  const name = fc.string({ unit: 'binary', maxLength: 6 }).map(each => `x-${each}`)
  const values = fc.dictionary(name, fc.jsonValue(), { noNullPrototype: true, maxKeys: 6 })
  const changes = fc.dictionary(name, fc.option(fc.jsonValue(), { nil: undefined }), {
    noNullPrototype: true,
    maxKeys: 6,
  })
  fc.assert(
    fc.property(values, changes, fc.nat(3), (fields, changed, indent) => {
      const body = { ...fields, model: 'm', messages: [{ role: 'user', content: 'x' }] }
      const text = JSON.stringify(body, null, indent)
      const known = Object.fromEntries(
        Object.keys(fields).map((each, index) => [each, index % 2 ? undefined : index]),
      )
      for (const wanted of [changed, known]) {
        const expected: unknown = JSON.parse(JSON.stringify({ ...body, ...wanted }))
        expect(JSON.parse(upstreamBody(changeCall(parse(text), wanted), 'm'))).toEqual(expected)
        expect(JSON.parse(upstreamBody(parse(text), 'm', wanted))).toEqual(expected)
      }
    }),
  )
})

describe('the usage at the end of a stream', () => {
  it('is our wish for completions as it is for chats', () => {
    const call = callFor('completions', { stream: true })
    expect(hidesUsage(call)).toBe(true)
    expect(JSON.parse(upstreamBody(call, 'gpt-4.1'))).toMatchObject({
      stream_options: { include_usage: true },
    })
  })

  it.each(['responses', 'messages'] as const)('is told unasked by %s', name => {
    const call = callFor(name, { stream: true })
    expect(hidesUsage(call)).toBe(false)
    expect(upstreamBody(call, 'gpt-4.1')).toBe(call.text)
  })

  it('is no wish of a plain call', () => {
    expect(hidesUsage(callFor('chat.completions'))).toBe(false)
    expect(hidesUsage(callFor('embeddings'))).toBe(false)
  })
})
