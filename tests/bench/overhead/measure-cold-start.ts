import { quantile } from '../quantile'
import type { SetUp } from './set-up'
import type { Overhead } from './start-overhead'

const starts = 5

/** How long a set-up takes from its start to the end of its first answer, the median of several starts, in ms. */
export async function measureColdStart(overhead: Overhead, setUp: SetUp): Promise<number> {
  const times: number[] = []
  for (let start = 0; start < starts; start++) {
    const { server } = await overhead.startCold(setUp)
    times.push(server.startMs)
    await server.close()
  }
  return quantile(
    times.sort((one, other) => one - other),
    0.5,
  )
}
