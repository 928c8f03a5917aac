import { expect, it } from 'vitest'
import { readOpenings } from '@/lib/status/read-openings'
import { moment } from '../support/moment'

const read = (...rows: [string, string][]) => readOpenings({ storeNow: moment, rows })

const minute = 60_000
const text = `${moment - 3 * minute} ${moment - minute} 0`

it('reads what goes on, what has ended, and what was before', () => {
  expect(
    read(
      ['now|sin1|sin|gpt-4.1', text],
      ['now|fra1|sin', `${moment - 3 * minute} ${moment - minute} ${moment - minute}`],
      ['past|1763632800000|sin1|sin|meta/llama|3', '1763632800000 1763632860000 0'],
    ),
  ).toEqual([
    {
      edge: 'sin1',
      endpoint: 'sin',
      model: 'gpt-4.1',
      startedAt: moment - 3 * minute,
      saidAt: moment - minute,
      endedAt: undefined,
    },
    {
      edge: 'fra1',
      endpoint: 'sin',
      model: undefined,
      startedAt: moment - 3 * minute,
      saidAt: moment - minute,
      endedAt: moment - minute,
    },
    {
      edge: 'sin1',
      endpoint: 'sin',
      model: 'meta/llama|3',
      startedAt: 1763632800000,
      saidAt: 1763632860000,
      endedAt: undefined,
    },
  ])
})

it.each([
  ['no name', '', text],
  ['a name without an endpoint', 'now|sin1', text],
  ['an edge that is none', 'now|<b>|sin|m', text],
  ['an endpoint that is none', 'now|sin1|http://10.0.0.1/|m', text],
  ['another kind', 'then|sin1|sin|m', text],
  ['a model too long', `now|sin1|sin|${'m'.repeat(257)}`, text],
  ['a model of two lines', 'now|sin1|sin|a\nb', text],
  ['no text', 'now|sin1|sin|m', ''],
  ['words', 'now|sin1|sin|m', 'a b c'],
  ['too few numbers', 'now|sin1|sin|m', `${moment} ${moment}`],
  ['negative numbers', 'now|sin1|sin|m', '-3 -2 0'],
  ['a beginning of nothing', 'now|sin1|sin|m', `0 ${moment} 0`],
  ['a word before the beginning', 'now|sin1|sin|m', `${moment} ${moment - 1} 0`],
  ['an end before the beginning', 'now|sin1|sin|m', `${moment - 5} ${moment} ${moment - 6}`],
  ['the future', 'now|sin1|sin|m', `${moment + minute} ${moment + minute} 0`],
  ['an end in the future', 'now|sin1|sin|m', `${moment - minute} ${moment} ${moment + minute}`],
])('leaves out %s', (_, name, value) => {
  expect(read([name, value])).toEqual([])
})
