import { readFile, writeFile } from 'node:fs/promises'
import type { Terminal } from '@/lib/commands/command'
import { readStoreItem, vercelStore } from '@/lib/commands/config-store'
import { configStoreSchema } from '@/lib/commands/config-store-schema'
import { deployButton } from '@/lib/commands/deploy-button'
import {
  describeCanary,
  describeChanges,
  describeFaults,
  describeWhatIf,
} from '@/lib/commands/describe-judgement'
import { regionMapSchema } from '@/lib/commands/region-map-schema'
import {
  type CommandName,
  type RegionMapWords,
  readRegionMapWords,
  usage,
} from '@/lib/commands/region-map-words'
import { readVercelItem, writeVercelItem } from '@/lib/commands/vercel-items'
import { reachEndpoints } from '@/lib/gateway/reach-endpoints'
import { counted } from '@/lib/regions/counted'
import { parseRegionMap } from '@/lib/regions/parse-region-map'
import type { RegionMap } from '@/lib/regions/region-map'
import { type Judged, judgeRegionMap } from '@/lib/routing/judge-region-map'
import type { MapWarning } from '@/lib/routing/region-map-warnings'
import type { WrittenMap } from '@/lib/routing/written-map-warnings'

const item = 'regions'
const schemaFiles = [
  { schema: regionMapSchema, usual: new URL('../regions/region-map.schema.json', import.meta.url) },
  { schema: configStoreSchema, usual: new URL('../regions/config-store.schema.json', import.meta.url) },
]

/** What was asked for, and where. */
type Asked = Terminal & Pick<RegionMapWords, 'files' | 'options'>

const commands: Readonly<Record<CommandName, (asked: Asked) => Promise<boolean>>> = {
  check,
  diff,
  push,
  pull,
  schema,
  button,
}

/** `npm run region-map`: the operator's tools for the region map; without words it throws how each is used. */
export async function regionMap(words: readonly string[], terminal: Terminal): Promise<boolean> {
  const asked = readRegionMapWords(words)
  if (asked !== undefined) return await commands[asked.name]({ ...terminal, ...asked })
  terminal.print(usage)
  return true
}

async function check(asked: Asked): Promise<boolean> {
  const [file] = asked.files
  const written = await readMap(file)
  const down = asked.options.down?.split(',').filter(id => id !== '')
  const { map, judgement } = judge(written, { asked, down })
  const unreached = map === undefined || asked.options.reach !== true ? [] : await reach(map)
  const warnings = [...judgement.warnings, ...unreached]
  printLines(asked, describeFaults({ problems: judgement.problems, warnings }))
  printLines(asked, describeWhatIf(judgement))
  const state = judgement.valid ? 'is valid' : 'is not valid'
  const found = [counted(judgement.problems.length, 'problem'), counted(warnings.length, 'warning')]
  asked.print(`${file} ${state}: ${found.join(', ')}.`)
  return judgement.valid
}

async function diff(asked: Asked): Promise<boolean> {
  const [file, other] = asked.files
  const written = await readMap(file)
  const document = other === undefined ? await readStoreItem(item, asked) : (await readMap(other)).value
  const { map, judgement } = judge(written, {
    asked,
    live: usableMap(parse(document, asked), other ?? 'The live map'),
  })
  if (map === undefined) return refuse(asked, judgement, `${file} is no region map.`)
  printLines(asked, [
    ...describeFaults({ ...judgement, warnings: judgement.warnings.filter(isMisread) }),
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
  if (asked.options['dry-run'] === true) {
    asked.print('Nothing was pushed.')
    return true
  }
  if (judgement.warnings.some(({ kind }) => kind === 'shrinks') && asked.options.force !== true)
    throw new Error(
      'It takes away what hardly anybody means to, as told above. Nothing was pushed; --force pushes it all the same.',
    )
  await writeVercelItem(store, { key: item, value: written.value })
  asked.print(`Pushed to ${store.storeId}. Calls follow it in about ten seconds.`)
  return true
}

async function pull(asked: Asked): Promise<boolean> {
  const [file] = asked.files
  const text = JSON.stringify(await readStoreItem(item, asked), null, 2)
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

// With these another map is compared than the one that its writer sees.
function isMisread({ kind }: MapWarning): boolean {
  return kind === 'repeated-member' || kind === 'unknown-field'
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
  printLines(terminal, describeFaults(judgement))
  throw new Error(reason)
}

function printLines({ print }: Terminal, lines: readonly string[]): void {
  if (lines.length > 0) print(lines.join('\n'))
}
