import { parseArgs } from 'node:util'
import { reasonOf } from '@/lib/commands/reason-of'

export const usage = `npm run region-map -- <command>
  check <file> [--down <id>,<id>] [--model <name>] [--reach]   what is wrong with a map, and what may be
  diff <file> [<other file>] [--model <name>]                  which countries would move, against the live map or another file
  push <file> [--dry-run] [--force]                            makes a map the live one; with --force also one that takes
                                                               most endpoints or a zone's last one away
  pull [<file>]                                                prints the live map, or writes it to a file
  schema [<file> [<file>]]                                     writes the JSON Schemas of a map, for editors, and of the
                                                               whole store, for its schema tab
  button                                                       prints the README's Deploy button, which brings the bundled map
Settings: EDGE_CONFIG (or GLOBAL_CONFIG) names the store; push needs VERCEL_API_TOKEN too, and VERCEL_TEAM_ID where the
store is a team's. ALLOW_PRIVATE_ENDPOINTS=1 lets a map name private hosts.`

const flags = {
  down: { type: 'string' },
  model: { type: 'string' },
  reach: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const taken: Readonly<Record<CommandName, { readonly files: number; readonly flags: readonly string[] }>> = {
  check: { files: 1, flags: ['down', 'model', 'reach'] },
  diff: { files: 2, flags: ['model'] },
  push: { files: 1, flags: ['dry-run', 'force'] },
  pull: { files: 1, flags: [] },
  schema: { files: 2, flags: [] },
  button: { files: 0, flags: [] },
}

export type CommandName = 'check' | 'diff' | 'push' | 'pull' | 'schema' | 'button'

/** What was asked for. */
export type RegionMapWords = {
  readonly name: CommandName
  readonly files: readonly string[]
  readonly options: ReturnType<typeof parseArgs<{ options: typeof flags }>>['values']
}

/** Reads what was typed; undefined where that asks how it is used. Throws where a command is unknown or would pass a word over. */
export function readRegionMapWords(words: readonly string[]): RegionMapWords | undefined {
  const { values: options, positionals } = parse(words)
  if (options.help === true) return undefined
  const [name, ...files] = positionals
  if (!isCommand(name)) throw new Error(usage)
  const { files: most, flags: known } = taken[name]
  const foreign = Object.keys(options).find(flag => !known.includes(flag))
  if (foreign !== undefined)
    throw new Error(
      `${name} does not take --${foreign}, but ${told(known.map(flag => `--${flag}`))}. ${advice}`,
    )
  if (files.length > most)
    throw new Error(`${name} takes files: ${most} at most, and received ${files.length}. ${advice}`)
  return { name, files, options }
}

const advice = 'npm run region-map -- --help says more.'

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options: flags })
  } catch (cause) {
    // What Node says after its first sentence is of no use here.
    throw new Error(`${reasonOf(cause).split(/[.\n]/)[0]}. ${advice}`)
  }
}

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(taken, name)
}

function told(names: readonly string[]): string {
  return names.length === 0 ? 'no flag at all' : names.join(', ')
}
