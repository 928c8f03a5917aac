import { readdirSync, readFileSync } from 'node:fs'

// Linux counts in hundredths of a second.
const tickMs = 10

/** How much memory a process and its children hold; a page that several share counts in parts in `pssBytes`. */
export type Memory = { readonly rssBytes: number; readonly pssBytes: number }

/** A process and all below it, by their ids. */
export function processTree(root: number): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .flatMap(name => {
        const parent = fieldsOf(Number(name))?.[1]
        return parent === undefined ? [] : [[Number(name), Number(parent)] as const]
      }),
  )
  const below = (pid: number): readonly number[] => [
    pid,
    ...[...parents].flatMap(([child, parent]) => (parent === pid ? below(child) : [])),
  ]
  return below(root)
}

/** The milliseconds for which these processes have kept processors busy. */
export function processorMs(pids: readonly number[]): number {
  const ticks = pids.map(pid => {
    const fields = fieldsOf(pid)
    return Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)
  })
  return ticks.reduce((sum, each) => sum + each, 0) * tickMs
}

export function memoryOf(pids: readonly number[]): Memory {
  const rollups = pids.map(pid => textOf(`/proc/${pid}/smaps_rollup`) ?? '')
  const sum = (name: string) =>
    rollups.reduce(
      (total, text) => total + Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024,
      0,
    )
  return { rssBytes: sum('Rss'), pssBytes: sum('Pss') }
}

// The name stands in brackets and may hold blanks: what follows it are state, parent and so on.
function fieldsOf(pid: number): readonly string[] | undefined {
  return textOf(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}
