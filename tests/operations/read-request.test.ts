import { expect, it } from 'vitest'
import * as z from 'zod'
import { readRequest } from '@/lib/operations/read-request'
import { expectFault } from '../support/expect-fault'

const schema = z.looseObject({
  model: z.string(),
  parts: z.array(z.looseObject({ type: z.string() })).optional(),
})

it('a body that fits is read, with what the schema does not name', () => {
  const body = { model: 'gpt-4.1', parts: [{ type: 'text', any: 1 }], future: [null] }
  expect(readRequest(schema, body)).toEqual(body)
})

it('one that does not is refused with the field', () => {
  expectFault(() => readRequest(schema, { model: 'gpt-4.1', parts: [{ type: 'text' }, {}] }), 'parts[1].type')
  expectFault(() => readRequest(schema, {}), 'model')
})

it('the refusal does not repeat what was sent', () => {
  expect(() => readRequest(schema, { model: ['CANARY'] })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('CANARY') }),
  )
})
