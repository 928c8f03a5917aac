import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startGateway } from '@/tests/world/start-gateway'
import { startWorld } from '@/tests/world/start-world'
import { dashboardQueries } from './dashboard-queries'

// `npm run check:metrics`: has promtool check the metrics of a gateway with traffic, the rules and the dashboard's queries.

const promtool = process.env.PROMTOOL ?? 'promtool'
const rules = 'lib/status/prometheus-rules.yaml'

function check(what: string, { args, input }: { args: readonly string[]; input?: string }): boolean {
  const { error, status, stdout, stderr } = spawnSync(promtool, ['check', ...args], {
    input,
    encoding: 'utf8',
  })
  if (error !== undefined)
    throw new Error(
      `No promtool. Install it with "sudo apt-get install prometheus" (Debian, Ubuntu), or name one in PROMTOOL.`,
    )
  console.log(`${status === 0 ? 'ok    ' : 'failed'} ${what}`)
  if (status !== 0) console.log(`${stdout}${stderr}`)
  return status === 0
}

/** What a deployment tells; without one, the production build in the simulated world after some calls. */
async function readMetrics(): Promise<string> {
  const { ISOCHRONE_URL: url, OPERATOR_TOKEN: token = '' } = process.env
  if (url) return await readFrom(url, token)
  const world = await startWorld({ endpoints: ['sin', 'fra'] })
  const operatorToken = 'operator-0123456789-0123456789-0123456789'
  const gateway = await startGateway({ environment: { ...world.environment, OPERATOR_TOKEN: operatorToken } })
  try {
    for (const stream of [false, true, true]) {
      world.endpoint('sin').set({ fault: { kind: 'status', status: 500, times: 1 } })
      const body = { model: 'gpt-4.1', stream, messages: [{ role: 'user', content: 'Xin chào' }] }
      const headers = { 'content-type': 'application/json', 'x-vercel-ip-country': 'VN' }
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      await response.text()
      // What is recorded and told after a response, at most once a second.
      await sleep(1100)
    }
    return await readFrom(gateway.url, operatorToken)
  } finally {
    await gateway.close()
    await world.close()
  }
}

async function readFrom(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/api/metrics`, { headers: { authorization: `Bearer ${token}` } })
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 200)}`)
  return text
}

/** The dashboard's queries as recording rules, with a value for each of Grafana's variables. */
function queriesAsRules(): string {
  const { queries } = dashboardQueries(readFileSync('lib/status/grafana-dashboard.json', 'utf8'))
  const recorded = queries.map((query, at) => {
    const expr = query.replaceAll(/\$__(rate_interval|range)/g, '5m')
    return { record: `panel:query${at}`, expr }
  })
  return JSON.stringify({ groups: [{ name: 'dashboard', rules: recorded }] })
}

function checkRules(): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'check-metrics-'))
  try {
    const file = join(directory, 'dashboard.json')
    writeFileSync(file, queriesAsRules())
    const ofRules = check(rules, { args: ['rules', rules] })
    return check('the queries of lib/status/grafana-dashboard.json', { args: ['rules', file] }) && ofRules
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function run(): Promise<boolean> {
  const areRulesRight = checkRules()
  const metrics = await readMetrics()
  const samples = metrics.split('\n').filter(line => line !== '' && !line.startsWith('#')).length
  return check(`/api/metrics, ${samples} samples`, { args: ['metrics'], input: metrics }) && areRulesRight
}

run().then(
  isRight => process.exit(isRight ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
