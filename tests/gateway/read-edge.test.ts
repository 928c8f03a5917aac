import { expect, it } from 'vitest'
import { readEdge } from '@/lib/gateway/read-edge'
import { buildDependencies } from '../support/build-dependencies'

it('the edge is where the function runs, as the platform says', () => {
  const headers = new Headers({ 'x-vercel-id': 'fra1::iad1::x' })
  expect(readEdge(headers, buildDependencies().dependencies)).toBe('iad1')
})

it('the edge is the one that is set where nobody says', () => {
  expect(readEdge(new Headers(), buildDependencies().dependencies)).toBe('sin1')
  expect(readEdge(new Headers(), buildDependencies({ variables: { EDGE_REGION: '' } }).dependencies)).toBe(
    'local',
  )
})
