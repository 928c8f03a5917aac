import { setTimeout as sleep } from 'node:timers/promises'
import { memoryOf, processorMs, processTree } from '../parts/process-tree'
import type { Server } from '../parts/start-server'

/** A value at a moment, in seconds since the watch began. */
export type Reading = { readonly at: number; readonly bytes: number }

export type MemoryWatch = {
  readonly resident: readonly Reading[]
  /** What garbage collection leaves; nothing where the host cannot tell. */
  readonly heap: readonly Reading[]
  /** The share of the time for which a processor was busy. */
  readonly busyShare: number
}

// Each collection stops everything for a moment, so they are few.
const heapReadings = 12
const heapPatienceMs = 2000

/** Reads a server's memory each second for so long, and now and then what garbage collection leaves. */
export async function watchMemory(server: Server, seconds: number): Promise<MemoryWatch> {
  const resident: Reading[] = []
  const heap: Reading[] = []
  const heapEverySeconds = Math.max(1, Math.floor(seconds / heapReadings))
  const pids = () => processTree(server.pid)
  const begun = performance.now()
  const busyBefore = processorMs(pids())
  for (let at = 1; at <= seconds; at++) {
    await sleep(Math.max(0, begun + at * 1000 - performance.now()))
    resident.push({ at, bytes: memoryOf(pids()).rssBytes })
    if (at % heapEverySeconds !== 0) continue
    const bytes = await readHeap(server)
    if (bytes !== undefined) heap.push({ at, bytes })
  }
  const busyShare = (processorMs(pids()) - busyBefore) / (performance.now() - begun)
  return { resident, heap, busyShare }
}

/** How many bytes a server's garbage collection leaves; undefined where `report-heap.mjs` does not run in it. */
export async function readHeap({ pid, log }: Server): Promise<number | undefined> {
  const told = () => [...log().matchAll(/^Heap: (\d+)$/gm)].map(([, bytes]) => Number(bytes))
  if (!log().includes('Heap: ready')) return undefined
  const before = told().length
  process.kill(pid, 'SIGUSR2')
  for (let waited = 0; waited < heapPatienceMs; waited += 20) {
    await sleep(20)
    const all = told()
    if (all.length > before) return all.at(-1)
  }
  return undefined
}
