import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf, processorMs, processTree } from '../parts/process-tree'
import { type Crowd, crowds, type Kind, kinds, type Measured, type Sample } from './measured'
import type { Overhead, Running } from './start-overhead'
import { turnCalls } from './turn-calls'

type Options = { readonly rounds: number; readonly requests: number }

// A process is only as fast as it will be when it has done the same some thousand times, in the same crowd.
const warmCalls = { 1: 1500, 32: 6000 } as const
// What follows the last answers of a turn belongs to it.
const settleMs = 200

const manners = kinds.flatMap(kind => crowds.map(connections => ({ kind, connections })))

/** Lets all set-ups take turns, each in another place each round, and sums up what came; the direct call comes first. */
export async function runRounds(
  overhead: Overhead,
  running: readonly Running[],
  { rounds, requests }: Options,
): Promise<readonly Measured[]> {
  const all = [undefined, ...running]
  for (const each of all)
    for (const manner of manners)
      await send(overhead, each, { ...manner, calls: warmCalls[manner.connections] })
  const samples = new Map<Running | undefined, Sample[]>(all.map(each => [each, []]))
  for (let round = 0; round < rounds; round++) {
    for (const manner of manners) {
      const calls = turnCalls(manner.connections, requests)
      for (const place of all.keys()) {
        const each = all[(place + round) % all.length]
        samples.get(each)?.push(await send(overhead, each, { ...manner, calls }))
      }
    }
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
  }
  return all.map(each => ({
    name: each?.setUp.name ?? 'direct',
    samples: manners.map(({ kind, connections }) => {
      const own = samples.get(each) ?? []
      return sumUp(own.filter(sample => sample.kind === kind && sample.connections === connections))
    }),
    memory: each && memoryOf(processTree(each.server.pid)),
    codeBytes: each?.setUp.codeBytes?.(),
  }))
}

type Asked = { readonly kind: Kind; readonly connections: Crowd; readonly calls: number }

async function send(
  { generator, turn }: Overhead,
  running: Running | undefined,
  { kind, connections, calls }: Asked,
): Promise<Sample> {
  const busyMs = () => (running === undefined ? 0 : processorMs(processTree(running.server.pid)))
  const before = busyMs()
  const result = await generator.ask({ ...turn(running, kind), connections, calls })
  await sleep(settleMs)
  return { kind, connections, ...result, processorMs: busyMs() - before }
}

function sumUp(samples: readonly Sample[]): Sample {
  const [first] = samples
  if (first === undefined) throw new Error('There was no round.')
  const failures: Record<string, number> = {}
  for (const sample of samples)
    for (const [failure, count] of Object.entries(sample.failures))
      failures[failure] = (failures[failure] ?? 0) + count
  return {
    kind: first.kind,
    connections: first.connections,
    firstMs: samples.flatMap(({ firstMs }) => firstMs),
    endMs: samples.flatMap(({ endMs }) => endMs),
    seconds: samples.reduce((sum, { seconds }) => sum + seconds, 0),
    processorMs: samples.reduce((sum, sample) => sum + sample.processorMs, 0),
    failures,
  }
}
