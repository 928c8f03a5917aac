import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dashboardQueries } from '../run/dashboard-queries'
import { expositionProblems } from '../support/exposition-problems'
import { type ReadMetric, readExposition } from '../support/read-exposition'
import { chatBody } from './support/send-to'
import { type Access, operatorToken, startAccess } from './support/start-access'

const rules = readFileSync('lib/status/prometheus-rules.yaml', 'utf8')
const dashboard = readFileSync('lib/status/grafana-dashboard.json', 'utf8')
const described = readFileSync('lib/status/metrics.md', 'utf8')
const { queries, lookups } = dashboardQueries(dashboard)

const name = /\b(?:isochrone|gen_ai)_[a-z_]+(?![a-z_]*:)/g
const recorded = [...rules.matchAll(/^ +- record: (\S+)$/gm)].map(([, rule = '']) => rule)

let access: Access
let metrics: readonly ReadMetric[]
beforeAll(async () => {
  access = await startAccess({ endpoints: ['sin', 'fra'] })
  const { key } = await access.makeKey('warm')
  access.world.endpoint('sin').set({ fault: { kind: 'status', status: 500, times: 1 } })
  for (const stream of [true, false]) await access.sendAs(key, { body: chatBody({ stream }) })
  const headers = { authorization: `Bearer ${operatorToken}` }
  await vi.waitFor(
    async () => {
      // What was learned is told to the store after a response.
      await access.send({ method: 'GET', path: '/api/health' })
      const { text } = await access.send({ method: 'GET', path: '/api/metrics', headers })
      expect(expositionProblems(text)).toEqual([])
      metrics = readExposition(text)
      // A call may have to be refused before there is a limit to tell of.
      const empty = metrics.filter(({ samples }) => samples.length === 0)
      expect(empty.map(each => each.name)).toEqual(['isochrone_rate_limited_total'])
    },
    { timeout: 15_000, interval: 300 },
  )
})
afterAll(() => access.close())

/** Every name under which a metric's samples may be asked for. */
function askable(): readonly string[] {
  return metrics.flatMap(({ name, type }) =>
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map(suffix => name + suffix) : [name],
  )
}

/** The names of metrics in a query, those of recorded rules left out. */
function namesIn(query: string): readonly string[] {
  const labels = metrics.flatMap(({ samples }) => samples.flatMap(({ labels }) => [...labels.keys()]))
  const plain = recorded.reduce((text, rule) => text.replaceAll(rule, ''), query)
  return [...plain.matchAll(name)].map(([found]) => found).filter(found => !labels.includes(found))
}

const expressions = () => [...rules.matchAll(/expr: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/g)].map(([all]) => all)

describe('the rules and the dashboard', () => {
  it('ask for metrics that are told, and for some of each', () => {
    const texts = [...expressions(), ...queries, ...lookups]
    expect(expressions()).toHaveLength([...rules.matchAll(/expr:/g)].length)
    expect(queries.length).toBeGreaterThan(20)
    const asked = texts.flatMap(namesIn)
    expect(asked.filter(each => !askable().includes(each))).toEqual([])
    for (const { name } of metrics) expect(asked.filter(each => each.startsWith(name))).not.toEqual([])
  })

  it('know only labels that are told', () => {
    const told = new Set(['job', 'le', ...metrics.flatMap(labelsOf), 'limit'])
    const grouped = [...expressions(), ...queries].flatMap(text =>
      [...text.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', ')),
    )
    const matched = [...expressions(), ...queries, ...lookups].flatMap(text =>
      [...text.matchAll(/[{,] ?([a-z_]+)=~?"/g)].map(([, label = '']) => label),
    )
    expect([...grouped, ...matched].filter(label => !told.has(label))).toEqual([])
  })

  it('ask for recorded rules that there are', () => {
    const asked = [...rules.matchAll(/\bjob(?:_endpoint)?:[a-z_]+:\w+/g)].map(([rule]) => rule)
    expect(asked.length).toBeGreaterThan(recorded.length)
    expect(asked.filter(rule => !recorded.includes(rule))).toEqual([])
  })
})

function labelsOf({ samples }: ReadMetric): readonly string[] {
  return samples.flatMap(({ labels }) => [...labels.keys()])
}

describe('the description', () => {
  const rows = new Map(
    [...described.matchAll(/^\| `([a-z_]+)` \| (\w+) \|(.*?)\| /gm)].map(
      ([, name = '', type, labels = '']) => [
        name,
        {
          type,
          labels: [...labels.replaceAll(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)].map(
            ([, label = '']) => label,
          ),
        },
      ],
    ),
  )

  it('is of every metric that is told, and of no other', () => {
    // Those of a canary are told where the map has one.
    const usual = [...rows.keys()].filter(each => !each.startsWith('isochrone_canary_'))
    expect(usual.toSorted()).toEqual(metrics.map(({ name }) => name).toSorted())
  })

  it('has each metric’s type and labels', () => {
    for (const metric of metrics) {
      expect(rows.get(metric.name)?.type).toBe(metric.type)
      if (metric.samples.length === 0) continue
      const labels = new Set(labelsOf(metric).filter(label => label !== 'le'))
      expect(rows.get(metric.name)?.labels.toSorted()).toEqual([...labels].toSorted())
    }
  })
})

describe('the dashboard', () => {
  it('names no data source of its own, and has a row for each subject', () => {
    const { panels, schemaVersion } = JSON.parse(dashboard)
    const of = (kind: string) => panels.filter(({ type }: { type: string }) => type === kind)
    expect(schemaVersion).toBeGreaterThanOrEqual(39)
    expect(of('row').map(({ title }: { title: string }) => title)).toEqual([
      'Traffic',
      'Latency',
      'Failover',
      'Endpoints',
      'Tokens and cost',
      'Cache',
      'Limits',
      'Own overhead',
    ])
    const sources = [...dashboard.matchAll(/"uid": "([^"]*)"/g)].map(([, uid]) => uid)
    expect(new Set(sources)).toEqual(new Set([`$\{datasource}`, 'isochrone']))
  })
})
