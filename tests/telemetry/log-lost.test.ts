import { describe, expect, it } from 'vitest'
import { StoreLeftAlone } from '@/lib/access/store-left-alone'
import { logLost } from '@/lib/telemetry/log-lost'

function logged(error: unknown): readonly unknown[] {
  const lines: unknown[] = []
  logLost(error, { event: 'settlement-lost', writeLog: (level, line) => lines.push({ level, line }) })
  return lines
}

describe('a store that did not do what it was asked', () => {
  it.each<[unknown, string]>([
    [new TypeError('HSET isochrone CANARY'), 'TypeError'],
    [new Error('EVALSHA CANARY', { cause: 'CANARY' }), 'Error'],
    ['CANARY', 'string'],
    [undefined, 'undefined'],
  ])('is logged by the kind of its error and never by its words: %s', (error, name) => {
    expect(logged(error)).toEqual([{ level: 'warn', line: { event: 'settlement-lost', name } }])
  })

  it('is not logged again for each call while it is being left alone', () => {
    expect(logged(new StoreLeftAlone())).toEqual([])
  })
})
