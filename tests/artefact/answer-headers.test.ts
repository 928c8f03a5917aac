import { expect, it } from 'vitest'
import { answerHeaders } from './answer-headers'

it('the headers of a route yield to those of the answer, unless they are important', () => {
  const own = new Headers({ vary: 'origin', 'x-kept': '1', 'x-matched-path': '/own' })
  const headers = answerHeaders(own, [
    { name: 'vary', value: 'rsc', isImportant: false },
    { name: 'x-added', value: '2', isImportant: false },
    { name: 'x-matched-path', value: '/api', isImportant: true },
  ])
  expect(Object.fromEntries(headers)).toEqual({
    vary: 'origin',
    'x-kept': '1',
    'x-added': '2',
    'x-matched-path': '/api',
  })
  expect(own.get('x-matched-path')).toBe('/own')
})
