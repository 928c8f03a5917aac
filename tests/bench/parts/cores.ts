import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

// One core is the gateways'; whatever asks them and answers them has the other one, so that neither waits for the other.
const numbers = { others: '0', gateways: '1' } as const

/** Whether processes can be kept on cores of their own here; macOS cannot. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** A command line that keeps a program on a core where that is possible: its name and its arguments. */
export function onCore(
  core: keyof typeof numbers,
  [program = '', ...args]: readonly string[],
): readonly [string, readonly string[]] {
  return canPin ? ['taskset', ['-c', numbers[core], program, ...args]] : [program, args]
}

/** Puts this process, and what it starts from now on, on the core of the gateways. */
export function moveToGateways(): void {
  if (canPin) spawnSync('taskset', ['-acp', numbers.gateways, String(process.pid)])
}
