import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { describeFault } from '@/lib/openai/describe-fault'

z.config({ jitless: true })

const part = z.object({ type: z.string() })
const schema = z.object({
  model: z.string().min(1),
  n: z.int().max(128).optional(),
  content: z.union([z.string(), z.array(part)]).optional(),
  message: z.discriminatedUnion('role', [z.object({ role: z.literal('user') })]).optional(),
})

function faultOf(value: unknown) {
  const result = schema.safeParse(value)
  return result.success ? undefined : describeFault(result.error)
}

it.each([
  ['more', 'more'],
  ['a b', ''],
  ['x'.repeat(65), ''],
])('a member that is not known is named where it has the form of a name: %s', (member, path) => {
  const result = z.strictObject({}).safeParse({ [member]: 1 })
  expect(result.error && describeFault(result.error).path).toBe(path)
})

describe('a fault', () => {
  it.each<[unknown, string, string]>([
    [{}, 'model', "Missing required parameter: 'model'."],
    [{ model: 4 }, 'model', "Invalid 'model': expected string, received number."],
    [{ model: 'm', n: 129 }, 'n', "Invalid 'n': expected number to be <=128."],
    [{ model: 'm', content: [{}] }, 'content[0].type', "Missing required parameter: 'content[0].type'."],
    [
      { model: 'm', content: 5 },
      'content',
      "Invalid 'content': expected string, received number, or expected array, received number.",
    ],
  ])('of %j names %s', (value, path, message) => {
    expect(faultOf(value)).toEqual({ path, message })
  })

  it('of a union names the branch that got furthest', () => {
    expect(faultOf({ model: 'm', content: [{ type: 'a' }, { type: 5 }] })?.path).toBe('content[1].type')
  })

  it('of a choice by name names that field and what it may be', () => {
    expect(faultOf({ model: 'm', message: { role: 'CANARY' } })).toEqual({
      path: 'message.role',
      message: expect.stringMatching(/^Invalid 'message\.role': (?!.*CANARY).*user/),
    })
  })

  it('is the first of several', () => {
    expect(faultOf({ n: 'x', content: 5 })?.path).toBe('model')
  })

  it('is told without a list of issues too', () => {
    expect(describeFault(new z.ZodError([]))).toEqual({ path: '', message: 'The value is not valid.' })
  })
})
