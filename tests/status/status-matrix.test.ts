import { expect, it } from 'vitest'
import { statusMatrix } from '@/lib/status/status-matrix'
import { usageRow } from '../support/usage-row'

const seen = new Map([
  ['pair/sin1|fra', usageRow({}, [200, 200, 200])],
  ['probe/sin1|fra', usageRow({}, [20])],
  ['probe/lhr1|fra', usageRow({}, [20])],
  ['probe/lhr1|gone', usageRow({}, [20])],
  ['probe/gru1|fra', usageRow()],
  ['place/VN|fra', usageRow({}, [9])],
])

it('has a cell for each edge and endpoint: streams before probes', () => {
  const cells = statusMatrix(seen, ['fra', 'sin'])
  expect(cells.map(({ edge, endpoint, samples, of }) => [edge, endpoint, samples, of])).toEqual([
    ['gru1', 'fra', 0, 'round-trip'],
    ['lhr1', 'fra', 1, 'round-trip'],
    ['sin1', 'fra', 3, 'first-content'],
  ])
})

it('tells one that was not reached from one that nobody has seen', () => {
  const cells = statusMatrix(seen, ['fra', 'sin'])
  expect(cells.find(({ edge }) => edge === 'gru1')).toMatchObject({ p50: null, samples: 0 })
  expect(cells.find(({ endpoint }) => endpoint === 'sin')).toBeUndefined()
})
