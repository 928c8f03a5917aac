import type { Command, Terminal } from '@/lib/commands/command'

// Each is loaded when it is asked for: nobody waits for what another needs.
const commands: ReadonlyMap<string | undefined, () => Promise<Command>> = new Map([
  ['region-map', async () => (await import('@/lib/commands/region-map')).regionMap],
  ['receipt', async () => (await import('@/lib/commands/check-receipt-file')).checkReceiptFile],
  ['usage:replay', async () => (await import('@/lib/commands/replay-usage')).replayUsage],
])

// Commands throw what goes there.
type WithErrors = Terminal & {
  /** Writes a line to standard error. */
  tell(line: string): void
}

/** Runs an operator's command by its name in package.json and gives its exit code: 0 where all is well, else 1. */
export async function runCommand(
  name: string | undefined,
  words: readonly string[],
  { tell, ...terminal }: WithErrors,
): Promise<number> {
  try {
    const load = commands.get(name)
    if (load === undefined) throw new Error(`Expected one of: ${[...commands.keys()].join(', ')}.`)
    const command = await load()
    return (await command(words, terminal)) ? 0 : 1
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error))
    return 1
  }
}
