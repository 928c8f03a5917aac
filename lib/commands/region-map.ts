import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { deployButton } from '@/lib/commands/deploy-button'
import { describeCanary, describeChanges, describeFaults } from '@/lib/commands/describe-judgement'
import { regionMapSchema } from '@/lib/commands/region-map-schema'
import { readVercelItem, type VercelStore, writeVercelItem } from '@/lib/commands/vercel-items'
import { reachEndpoints } from '@/lib/gateway/reach-endpoints'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { RegionMap } from '@/lib/regions/region-map'
import { type Judged, judgeRegionMap, type WrittenMap } from '@/lib/routing/judge-region-map'
import { createConfigItems } from '@/lib/stores/create-config-items'

// The operator's tools for the region map; `npm run region-map` tells how each is used.

const usage = `npm run region-map -- <command>
  check <file> [--down <id>,<id>] [--model <name>] [--reach]   what is wrong with a map, and what may be
  diff <file> [<other file>] [--model <name>]                  which countries would move, against the live map or another file
  push <file> [--dry-run]                                      makes a map the live one
  pull [<file>]                                                prints the live map, or writes it to a file
  schema [<file>]                                              writes the JSON Schema of a map
  button                                                       prints the README's Deploy button, which brings the bundled map
Settings: EDGE_CONFIG (or GLOBAL_CONFIG) names the store; push needs VERCEL_API_TOKEN too, and VERCEL_TEAM_ID where the
store is a team's. ALLOW_PRIVATE_ENDPOINTS=1 lets a map name private hosts.`

const item = 'regions'
const schemaFile = new URL('../regions/region-map.schema.json', import.meta.url)

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    down: { type: 'string' },
    model: { type: 'string' },
    reach: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
})

const commands: ReadonlyMap<string | undefined, (files: readonly string[]) => Promise<boolean>> = new Map([
  ['check', check],
  ['diff', diff],
  ['push', push],
  ['pull', pull],
  ['schema', schema],
  ['button', button],
])

async function check([file]: readonly string[]): Promise<boolean> {
  const written = await readMap(file)
  const down = options.down?.split(',').filter(id => id !== '')
  const { map, judgement } = judge(written, { down })
  const unreached = map === undefined || !options.reach ? [] : await reach(map)
  const warnings = [...judgement.warnings, ...unreached]
  print(describeFaults({ problems: judgement.problems, warnings }))
  if (judgement.whatIf !== null)
    print([`If ${judgement.whatIf.down.join(', ')} were down:`, ...describeChanges(judgement.whatIf)])
  const state = judgement.valid ? 'is valid' : 'is not valid'
  print([`${file} ${state}: ${judgement.problems.length} problems, ${warnings.length} warnings.`])
  return judgement.valid
}

async function diff([file, other]: readonly string[]): Promise<boolean> {
  const written = await readMap(file)
  const document = other === undefined ? await readLive() : (await readMap(other)).value
  const { map, judgement } = judge(written, { live: usableMap(document, other ?? 'The live map') })
  if (map === undefined) return refuse(judgement, `${file} is no region map.`)
  print([
    ...describeFaults({ ...judgement, warnings: [] }),
    ...describeChanges(judgement),
    ...describeCanary(judgement),
  ])
  return true
}

async function push([file]: readonly string[]): Promise<boolean> {
  const written = await readMap(file)
  const store = vercelStore()
  const document = await readVercelItem(store, item)
  const live = document === undefined ? undefined : parse(document).value
  const { judgement } = judge(written, { live })
  if (!judgement.valid) return refuse(judgement, `${file} is not valid. Nothing was pushed.`)
  print([...describeFaults(judgement), ...describeChanges(judgement), ...describeCanary(judgement)])
  if (options['dry-run']) {
    print(['Nothing was pushed.'])
    return true
  }
  await writeVercelItem(store, { key: item, value: written.value })
  print([`Pushed to ${store.storeId}. Calls follow it in about ten seconds.`])
  return true
}

async function pull([file]: readonly string[]): Promise<boolean> {
  const text = `${JSON.stringify(await readLive(), null, 2)}\n`
  if (file === undefined) process.stdout.write(text)
  else await writeFile(file, text)
  return true
}

async function schema([file]: readonly string[]): Promise<boolean> {
  await writeFile(file ?? schemaFile, `${JSON.stringify(regionMapSchema(), null, 2)}\n`)
  return true
}

async function button(): Promise<boolean> {
  print([deployButton()])
  return true
}

type Compared = { readonly live?: RegionMap | undefined; readonly down?: readonly string[] | undefined }

function judge(written: WrittenMap, { live, down }: Compared): Judged {
  return judgeRegionMap(written, {
    live,
    down,
    model: options.model,
    allowPrivate: isPrivateAllowed(),
    // Which keys a deployment holds is not known here.
    usableOf: map => new Set(map.endpoints.keys()),
  })
}

async function readMap(file: string | undefined): Promise<WrittenMap> {
  if (file === undefined) throw new Error(`Expected a file.\n${usage}`)
  const text = await readFile(file, 'utf8')
  try {
    return { text, value: JSON.parse(text) }
  } catch (error) {
    throw new Error(`${file} is not valid JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

// Operators are further from the store than functions are, and in less of a hurry.
const readTimeoutMs = 10_000

async function readLive(): Promise<unknown> {
  const store = storeSetting()
  const readItem = createConfigItems(store, (_, ring) => {
    const timer = setTimeout(ring, readTimeoutMs)
    return () => clearTimeout(timer)
  })
  const document = await readItem(item)
  if (document === undefined) throw new Error(`The store has no item "${item}".`)
  return document
}

function storeSetting() {
  const { EDGE_CONFIG: edgeConfig, GLOBAL_CONFIG: globalConfig } = process.env
  if (edgeConfig) return { edgeConfig }
  if (globalConfig) return { globalConfig }
  throw new Error('Set EDGE_CONFIG (or GLOBAL_CONFIG) to the connection string of the store.')
}

function vercelStore(): VercelStore {
  const { VERCEL_API_TOKEN: token, VERCEL_TEAM_ID: teamId, VERCEL_API_URL: apiUrl } = process.env
  const storeId = /ecfg_[\w-]+/.exec(Object.values(storeSetting()).join(''))?.[0]
  if (storeId === undefined) throw new Error('The connection string names no store (ecfg_…).')
  if (!token) throw new Error('Set VERCEL_API_TOKEN to a token of an account that may change the store.')
  return { apiUrl: apiUrl || 'https://api.vercel.com', storeId, token, teamId: teamId || undefined }
}

function usableMap(document: unknown, name: string): RegionMap {
  const { value } = parse(document)
  if (value === undefined) throw new Error(`${name} is no region map.`)
  return value
}

function parse(document: unknown) {
  return parseRegionMap(document, { allowPrivate: isPrivateAllowed() })
}

function isPrivateAllowed(): boolean {
  return process.env.ALLOW_PRIVATE_ENDPOINTS === '1'
}

function reach(map: RegionMap) {
  const startTimer = (milliseconds: number, ring: () => void) => {
    const timer = setTimeout(ring, milliseconds)
    return () => clearTimeout(timer)
  }
  const effects = { fetch, now: Date.now, startTimer }
  return reachEndpoints(map, { effects, requestId: crypto.randomUUID(), edge: 'local' })
}

function refuse(judgement: Judged['judgement'], reason: string): boolean {
  print(describeFaults({ ...judgement, warnings: [] }))
  throw new Error(reason)
}

function print(lines: readonly string[]): void {
  if (lines.length > 0) console.log(lines.join('\n'))
}

async function run(): Promise<boolean> {
  const [name, ...files] = positionals
  const command = commands.get(name)
  if (command === undefined) throw new Error(usage)
  return await command(files)
}

run().then(
  isGood => process.exit(isGood ? 0 : 1),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
