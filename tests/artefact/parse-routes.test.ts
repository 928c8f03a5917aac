import { describe, expect, it } from 'vitest'
import { parseRoutes } from './parse-routes'

describe('the routes of an output', () => {
  it('are taken as they are', () => {
    const routes = [
      { src: '/x', dest: '/y', check: true },
      { handle: 'filesystem' },
      { src: '/.*', status: 404 },
    ]
    expect(parseRoutes(routes)).toEqual(routes)
  })

  it.each([
    ['a phase', { handle: 'before' }],
    ['a word', { src: '/x', transforms: [] }],
    ['a condition', { src: '/x', has: [{ type: 'body', key: 'x' }] }],
  ])('are refused where the router would not know what to do with %s', (_, route) => {
    expect(() => parseRoutes([route])).toThrow()
  })
})
