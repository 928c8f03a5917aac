import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Terminal } from '@/lib/commands/command'
import { configStoreSchema } from '@/lib/commands/config-store-schema'
import { deployButton } from '@/lib/commands/deploy-button'
import { describeCanary, describeChanges, describeFaults } from '@/lib/commands/describe-judgement'
import { regionMapSchema } from '@/lib/commands/region-map-schema'
import { readVercelItem, type VercelStore, writeVercelItem } from '@/lib/commands/vercel-items'
import { reachEndpoints } from '@/lib/gateway/reach-endpoints'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { RegionMap } from '@/lib/regions/region-map'
import { type Judged, judgeRegionMap } from '@/lib/routing/judge-region-map'
import type { WrittenMap } from '@/lib/routing/written-map-warnings'
import { createConfigItems } from '@/lib/stores/create-config-items'

const usage = `npm run region-map -- <command>
  check <file> [--down <id>,<id>] [--model <name>] [--reach]   what is wrong with a map, and what may be
  diff <file> [<other file>] [--model <name>]                  which countries would move, against the live map or another file
  push <file> [--dry-run]                                      makes a map the live one
  pull [<file>]                                                prints the live map, or writes it to a file
  schema [<file> [<file>]]                                     writes the JSON Schemas of a map, for editors, and of the
                                                               whole store, for its schema tab
  button                                                       prints the README's Deploy button, which brings the bundled map
Settings: EDGE_CONFIG (or GLOBAL_CONFIG) names the store; push needs VERCEL_API_TOKEN too, and VERCEL_TEAM_ID where the
store is a team's. ALLOW_PRIVATE_ENDPOINTS=1 lets a map name private hosts.`

const item = 'regions'
const schemaFiles = [
  { schema: regionMapSchema, usual: new URL('../regions/region-map.schema.json', import.meta.url) },
  { schema: configStoreSchema, usual: new URL('../regions/config-store.schema.json', import.meta.url) },
]

const flags = {
  down: { type: 'string' },
  model: { type: 'string' },
  reach: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const

/** What was asked for, and where. */
type Asked = Terminal & {
  readonly files: readonly string[]
  readonly options: ReturnType<typeof parseArgs<{ options: typeof flags }>>['values']
}

const commands: ReadonlyMap<string | undefined, (asked: Asked) => Promise<boolean>> = new Map([
  ['check', check],
  ['diff', diff],
  ['push', push],
  ['pull', pull],
  ['schema', schema],
  ['button', button],
])

/** `npm run region-map`: the operator's tools for the region map; without words it throws how each is used. */
export async function regionMap(words: readonly string[], terminal: Terminal): Promise<boolean> {
  const { values: options, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: flags,
  })
  const [name, ...files] = positionals
  const command = commands.get(name)
  if (command === undefined) throw new Error(usage)
  return await command({ ...terminal, files, options })
}

async function check(asked: Asked): Promise<boolean> {
  const [file] = asked.files
  const written = await readMap(file)
  const down = asked.options.down?.split(',').filter(id => id !== '')
  const { map, judgement } = judge(written, { asked, down })
  const unreached = map === undefined || !asked.options.reach ? [] : await reach(map)
  const warnings = [...judgement.warnings, ...unreached]
  printLines(asked, describeFaults({ problems: judgement.problems, warnings }))
  if (judgement.whatIf !== null)
    printLines(asked, [
      `If ${judgement.whatIf.down.join(', ')} were down:`,
      ...describeChanges(judgement.whatIf),
    ])
  const state = judgement.valid ? 'is valid' : 'is not valid'
  asked.print(`${file} ${state}: ${judgement.problems.length} problems, ${warnings.length} warnings.`)
  return judgement.valid
}

async function diff(asked: Asked): Promise<boolean> {
  const [file, other] = asked.files
  const written = await readMap(file)
  const document = other === undefined ? await readLive(asked) : (await readMap(other)).value
  const { map, judgement } = judge(written, {
    asked,
    live: usableMap(parse(document, asked), other ?? 'The live map'),
  })
  if (map === undefined) return refuse(asked, judgement, `${file} is no region map.`)
  printLines(asked, [
    ...describeFaults({ ...judgement, warnings: [] }),
    ...describeChanges(judgement),
    ...describeCanary(judgement),
  ])
  return true
}

async function push(asked: Asked): Promise<boolean> {
  const [file] = asked.files
  const written = await readMap(file)
  const store = vercelStore(asked)
  const document = await readVercelItem(store, item)
  const live = document === undefined ? undefined : parse(document, asked).value
  const { judgement } = judge(written, { asked, live })
  if (!judgement.valid) return refuse(asked, judgement, `${file} is not valid. Nothing was pushed.`)
  printLines(asked, [
    ...describeFaults(judgement),
    ...describeChanges(judgement),
    ...describeCanary(judgement),
  ])
  if (asked.options['dry-run']) {
    asked.print('Nothing was pushed.')
    return true
  }
  await writeVercelItem(store, { key: item, value: written.value })
  asked.print(`Pushed to ${store.storeId}. Calls follow it in about ten seconds.`)
  return true
}

async function pull(asked: Asked): Promise<boolean> {
  const [file] = asked.files
  const text = JSON.stringify(await readLive(asked), null, 2)
  if (file === undefined) asked.print(text)
  else await writeFile(file, `${text}\n`)
  return true
}

async function schema({ files }: Asked): Promise<boolean> {
  for (const [at, { schema, usual }] of schemaFiles.entries()) {
    const file = files.length === 0 ? usual : files[at]
    if (file !== undefined) await writeFile(file, `${JSON.stringify(schema(), null, 2)}\n`)
  }
  return true
}

async function button({ print }: Asked): Promise<boolean> {
  print(deployButton())
  return true
}

type Compared = {
  readonly asked: Asked
  readonly live?: RegionMap | undefined
  readonly down?: readonly string[] | undefined
}

function judge(written: WrittenMap, { asked, live, down }: Compared): Judged {
  return judgeRegionMap(written, {
    live,
    down,
    model: asked.options.model,
    allowPrivate: isPrivateAllowed(asked),
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

async function readLive(terminal: Terminal): Promise<unknown> {
  const store = storeSetting(terminal)
  const readItem = createConfigItems(store, (_, ring) => {
    const timer = setTimeout(ring, readTimeoutMs)
    return () => clearTimeout(timer)
  })
  const document = await readItem(item)
  if (document === undefined) throw new Error(`The store has no item "${item}".`)
  return document
}

function storeSetting({ settings }: Terminal) {
  const { EDGE_CONFIG: edgeConfig, GLOBAL_CONFIG: globalConfig } = settings
  if (edgeConfig) return { edgeConfig }
  if (globalConfig) return { globalConfig }
  throw new Error('Set EDGE_CONFIG (or GLOBAL_CONFIG) to the connection string of the store.')
}

function vercelStore(terminal: Terminal): VercelStore {
  const { VERCEL_API_TOKEN: token, VERCEL_TEAM_ID: teamId, VERCEL_API_URL: apiUrl } = terminal.settings
  const storeId = /ecfg_[\w-]+/.exec(Object.values(storeSetting(terminal)).join(''))?.[0]
  if (storeId === undefined) throw new Error('The connection string names no store (ecfg_…).')
  if (!token) throw new Error('Set VERCEL_API_TOKEN to a token of an account that may change the store.')
  return { apiUrl: apiUrl || 'https://api.vercel.com', storeId, token, teamId: teamId || undefined }
}

function usableMap({ value }: ReturnType<typeof parse>, name: string): RegionMap {
  if (value === undefined) throw new Error(`${name} is no region map.`)
  return value
}

function parse(document: unknown, terminal: Terminal) {
  return parseRegionMap(document, { allowPrivate: isPrivateAllowed(terminal) })
}

function isPrivateAllowed({ settings }: Terminal): boolean {
  return settings.ALLOW_PRIVATE_ENDPOINTS === '1'
}

function reach(map: RegionMap) {
  const startTimer = (milliseconds: number, ring: () => void) => {
    const timer = setTimeout(ring, milliseconds)
    return () => clearTimeout(timer)
  }
  const effects = { fetch, now: Date.now, startTimer }
  return reachEndpoints(map, { effects, requestId: crypto.randomUUID(), edge: 'local' })
}

function refuse(terminal: Terminal, judgement: Judged['judgement'], reason: string): boolean {
  printLines(terminal, describeFaults({ ...judgement, warnings: [] }))
  throw new Error(reason)
}

function printLines({ print }: Terminal, lines: readonly string[]): void {
  if (lines.length > 0) print(lines.join('\n'))
}
