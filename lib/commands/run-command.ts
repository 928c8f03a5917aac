import { checkReceiptFile } from '@/lib/commands/check-receipt-file'
import type { Command, Terminal } from '@/lib/commands/command'
import { regionMap } from '@/lib/commands/region-map'
import { replayUsage } from '@/lib/commands/replay-usage'

const commands: ReadonlyMap<string | undefined, Command> = new Map([
  ['region-map', regionMap],
  ['receipt', checkReceiptFile],
  ['usage:replay', replayUsage],
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
    const command = commands.get(name)
    if (command === undefined) throw new Error(`Expected one of: ${[...commands.keys()].join(', ')}.`)
    return (await command(words, terminal)) ? 0 : 1
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error))
    return 1
  }
}
