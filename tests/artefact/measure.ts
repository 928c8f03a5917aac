import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { apiFunction, artefactFolders } from './artefact-folders'
import { readOutput } from './read-output'
import { startWorkerd } from './start-workerd'

// Tells how large the functions are and how long the first answer of a new process takes; fails where one is too large.

// The platform takes 1024, but who meets a new isolate waits for all of it. Larger, and something has come along unasked.
const mostKibibytes = 330
const rounds = 5

function measureSizes(): void {
  const sizes = readOutput(artefactFolders.output).edgeFunctions.map(({ name, file }) => ({
    function: name,
    'gzip KiB': Math.round(gzipSync(readFileSync(file), { level: 9 }).length / 1024),
  }))
  console.table(sizes)
  const tooLarge = sizes.filter(size => size['gzip KiB'] > mostKibibytes)
  if (tooLarge.length > 0) throw new Error(`Larger than ${mostKibibytes} KiB: ${JSON.stringify(tooLarge)}`)
}

async function measureStart(): Promise<Record<string, number>> {
  const begun = performance.now()
  const { child, port } = await startWorkerd(0, { alone: apiFunction })
  const listening = performance.now()
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`)
    await response.text()
    if (!response.ok) throw new Error(`/api/health answered ${response.status}.`)
    return performance.now()
  }
  const first = await ask()
  const second = await ask()
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  return {
    'start ms': listening - begun,
    'first answer ms': first - listening,
    // What the second answer does without: the script's evaluation and the first request's own work.
    'of it evaluation ms': first - listening - (second - first),
    'sum ms': first - begun,
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0
}

async function measure(): Promise<void> {
  measureSizes()
  const starts: Record<string, number>[] = []
  for (let round = 0; round < rounds; round++) starts.push(await measureStart())
  const names = Object.keys(starts[0] ?? {})
  const medians = names.map(name => [name, Math.round(median(starts.map(start => start[name] ?? 0)))])
  console.table([Object.fromEntries(medians)])
}

await measure().catch(error => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
