import { expect, it } from 'vitest'
import { answerIds } from '@/lib/operations/answer-ids'

it('an answer has the id that it says', () => {
  expect(answerIds({ id: 'chatcmpl-1', object: 'chat.completion' })).toEqual(['chatcmpl-1'])
})

it('a response has those of its items too, after its own', () => {
  const output = [{ id: 'rs_1', type: 'reasoning' }, { type: 'message' }, { id: 'fc_1' }, null, 'msg_1']
  expect(answerIds({ id: 'resp_1', output })).toEqual(['resp_1', 'rs_1', 'fc_1'])
})

it.each([
  undefined,
  null,
  'resp_1',
  5,
  {},
  { id: null },
  { id: 5 },
  { response: { id: 'resp_1' } },
  [['resp_1']],
])('it has none where it says none: %j', answer => {
  expect(answerIds(answer)).toEqual([])
})
