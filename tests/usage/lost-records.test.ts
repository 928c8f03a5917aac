import { describe, expect, it } from 'vitest'
import { lostRecords } from '@/lib/usage/lost-records'
import { emptyUsageRecord } from '../support/empty-usage-record'

const record = (id: string) => {
  const { code: _, ...rest } = emptyUsageRecord({ id })
  return rest
}
const line = (id: string) => JSON.stringify({ event: 'usage-lost', record: record(id) })
const idsIn = (log: string) => lostRecords(log).map(({ id }) => id)

describe('the records that a log says were lost', () => {
  it('are found as they were written', () => {
    expect(lostRecords(line('a'))).toEqual([record('a')])
  })

  it('are found among other lines, in their order', () => {
    const log = ['start', line('a'), '{"event":"call","record":{}}', '', line('b'), '{"event"', 'null', '[]']
    expect(idsIn(log.join('\n'))).toEqual(['a', 'b'])
  })

  it('are found where lines end in CR LF', () => {
    expect(idsIn(`${line('a')}\r\n${line('b')}\r\n`)).toEqual(['a', 'b'])
  })

  it('are found in the lines of a log drain', () => {
    const drained = JSON.stringify({ id: 'x', source: 'edge', message: line('a'), timestamp: 1 })
    expect(idsIn(`${drained}\n${JSON.stringify({ message: 'usage-lost' })}\n${line('b')}`)).toEqual([
      'a',
      'b',
    ])
  })

  it('are none in an empty log', () => {
    expect(idsIn('')).toEqual([])
  })

  it.each<[string, unknown]>([
    ['of another event', { event: 'settlement-lost', record: record('a') }],
    ['without a record', { event: 'usage-lost' }],
    ['whose tokens are not whole', { event: 'usage-lost', record: { ...record('a'), promptTokens: 1.5 } }],
    ['whose cost is below nothing', { event: 'usage-lost', record: { ...record('a'), nanoUsd: -1 } }],
    ['that lacks a field', { event: 'usage-lost', record: { ...record('a'), tenant: undefined } }],
  ])('are not in a line %s', (_, value) => {
    expect(idsIn(`${JSON.stringify(value)}\n${line('b')}`)).toEqual(['b'])
  })
})
