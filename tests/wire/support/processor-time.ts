import { readFileSync } from 'node:fs'
import type { Gateway } from '../../world/start-gateway'

// Linux counts in hundredths of a second.
const tickMs = 10

/** The milliseconds that a gateway has kept processors busy, however busy the machine is with others. */
export function processorTime({ pid }: Pick<Gateway, 'pid'>): number {
  // The name stands in brackets and may hold blanks; the 14th and 15th fields are the times of program and kernel.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}
