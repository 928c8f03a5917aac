/** Microseconds since the machine started: the same in all its processes. */
export function machineMicroseconds(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
