import { expect, it } from 'vitest'
import { incidentWords } from '@/lib/status/incident-words'
import { buildIncident } from '../support/build-incident'

it.each([
  ['of one model', {}, 'sin: failing calls for gpt-4.1'],
  ['of all models', { models: [] }, 'sin: failing calls'],
  ['of many models', { models: [...'abcdefg'] }, 'sin: failing calls for a, b, c, d, e and 2 more'],
  ['of probes', { kind: 'unreachable', models: [] }, 'sin: not reachable'],
] as const)('the title says what happened: %s', (_, changes, title) => {
  expect(incidentWords(buildIncident(changes)).title).toBe(title)
})

it('the title stays the same when it ends', () => {
  const { title } = incidentWords(buildIncident())
  expect(incidentWords(buildIncident({ endedAt: 1, isStale: true })).title).toBe(title)
})

it('the text says from where it was seen, and whether its end was', () => {
  expect(incidentWords(buildIncident({ edges: ['fra1', 'sin1'] })).body).toMatch(
    /^Seen from the edges fra1, sin1\. Calls/,
  )
  expect(incidentWords(buildIncident()).body).not.toMatch(/Nobody/)
  expect(incidentWords(buildIncident({ endedAt: 1, isStale: true })).body).toMatch(/Nobody saw it end/)
})
