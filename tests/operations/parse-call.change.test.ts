import { describe, expect, it } from 'vitest'
import { changeCall, parseCall } from '@/lib/operations/parse-call'
import { buildCall } from '../support/build-call'
import { callFor, operationOf } from '../support/call-for'
import { expectFault } from '../support/expect-fault'

const hello = [{ role: 'user', content: 'Chào' }]

describe('a changed call', () => {
  it('is what it would be had its caller written it so', () => {
    const changed = changeCall(buildCall({ max_tokens: 500, stream: true }), {
      model: 'gpt-4.1-mini',
      max_tokens: 5,
    })
    expect(changed).toMatchObject({
      model: 'gpt-4.1-mini',
      stream: true,
      answerLimits: [{ field: 'max_tokens', tokens: 5 }],
    })
    expect(changed.request).toMatchObject({ model: 'gpt-4.1-mini', max_tokens: 5, stream: true })
  })

  it('says less where a member is taken out', () => {
    const changed = changeCall(buildCall({ max_tokens: 500, tools: [{ type: 'function' }] }), {
      max_tokens: undefined,
      tools: undefined,
    })
    expect(changed).toMatchObject({ answerLimits: [], hasTools: false })
    expect(Object.keys(changed.request)).toEqual(['model', 'messages'])
  })

  it('estimates its prompt anew', () => {
    const long = buildCall({ messages: [...hello, ...hello] })
    expect(changeCall(long, { messages: hello }).promptTokens()).toBeLessThan(long.promptTokens())
  })

  it('keeps what its caller wrote, and knows where it stands', () => {
    const call = buildCall({ max_tokens: 500 })
    const changed = changeCall(call, { max_tokens: 5 })
    expect(changed.text).toBe(call.text)
    expect(changed.members).toBe(call.members)
    expect(changed.operation).toBe(call.operation)
  })

  it('remembers all changes, the last of each member', () => {
    const changed = changeCall(changeCall(buildCall(), { model: 'a', n: 2 }), {
      model: 'b',
      max_tokens: undefined,
    })
    expect(changed.changes).toEqual({ model: 'b', n: 2, max_tokens: undefined })
    expect(changed).toMatchObject({ model: 'b', choices: 2 })
  })

  it('leaves the call that it was made of as it was', () => {
    const call = buildCall({ n: 2 })
    changeCall(call, { model: 'b', n: undefined })
    expect(call).toMatchObject({ model: 'gpt-4.1', choices: 2, changes: {} })
    expect(call.request).toMatchObject({ n: 2 })
  })

  it('is refused where it is none any more', () => {
    expectFault(() => changeCall(buildCall(), { n: 0 }), 'n')
    expectFault(() => changeCall(buildCall(), { messages: undefined }), 'messages')
    expectFault(() => changeCall(callFor('embeddings'), { stream: true }), 'stream')
  })

  it('is read by its own operation', () => {
    expect(changeCall(callFor('messages'), { system: 'a'.repeat(400) }).promptTokens()).toBe(107)
    expect(changeCall(callFor('completions'), { prompt: ['a', 'b'] }).choices).toBe(2)
  })

  it('has no member that its caller did not write, were it called as those that every object has', () => {
    const text = `{"model":"gpt-4.1","__proto__":{"n":3},"messages":${JSON.stringify(hello)}}`
    const changed = changeCall(parseCall(text, operationOf('chat.completions')), { max_tokens: 5 })
    expect(changed.choices).toBe(1)
    expect(Object.hasOwn(changed.request, '__proto__')).toBe(true)
  })
})

describe('a call of every operation', () => {
  it.each(['chat.completions', 'completions', 'embeddings', 'responses', 'messages'] as const)(
    'is read by its own format, and begins unchanged: %s',
    name => {
      const call = callFor(name)
      expect(call).toMatchObject({ model: 'gpt-4.1', stream: false, choices: 1, changes: {} })
      expect(call.operation.name).toBe(name)
      expect(call.promptTokens()).toBeGreaterThan(0)
    },
  )
})
