import { describe, expect, it } from 'vitest'
import { alertCost } from '@/lib/gateway/alert-cost'
import type { Logged } from '../support/build-dependencies'
import { buildPlan } from '../support/build-plan'
import { buildBilled, buildUsageRecord } from '../support/build-usage-record'

function alerts(nanoUsd: number, alertUsdPerCall: number | undefined): Logged[] {
  const logged: Logged[] = []
  const row = { used: 0, resetSeconds: 0 }
  alertCost(buildUsageRecord({ attempts: [buildBilled({ nanoUsd })] }), {
    admission: {
      verdict: { kind: 'limited', by: 'requests', retryAfterSeconds: 1, requests: row, tokens: row },
      counter: 'shared',
      slot: 'slot',
      identity: {
        proof: { kind: 'none' },
        caller: 'key-AAAAAAAAAAAA',
        plan: 'gold',
        models: undefined,
        zones: undefined,
      },
      plan: buildPlan({ name: 'gold', alertUsdPerCall }),
    },
    writeLog: (level, line) => logged.push({ level, line }),
  })
  return logged
}

describe('the operator is told of a call', () => {
  it('that cost more than its plan’s threshold, and of nothing that it said', () => {
    expect(alerts(500_000_001, 0.5)).toEqual([
      {
        level: 'warn',
        line: {
          event: 'cost-alert',
          requestId: 'request-0001',
          plan: 'gold',
          tenant: 'key-AAAAAAAAAAAA',
          model: 'gpt-4.1',
          endpoint: 'sin',
          promptTokens: 900,
          completionTokens: 100,
          costUsd: 0.500000001,
          thresholdUsd: 0.5,
        },
      },
    ])
  })

  it('that cost anything, where the threshold is nothing', () => {
    expect(alerts(1, 0)).toHaveLength(1)
  })
})

describe('the operator is not told of a call', () => {
  it.each([
    ['that cost just the threshold', 500_000_000, 0.5],
    ['that cost less', 1, 0.5],
    ['that cost nothing, where the threshold is nothing', 0, 0],
    ['whose plan has no threshold', 1e15, undefined],
  ])('%s', (_, nanoUsd, threshold) => {
    expect(alerts(nanoUsd, threshold)).toEqual([])
  })

  it('that was never let in', () => {
    const logged: Logged[] = []
    const writeLog = (level: string, line: Logged['line']) => logged.push({ level, line })
    alertCost(buildUsageRecord(), { admission: undefined, writeLog })
    expect(logged).toEqual([])
  })
})
