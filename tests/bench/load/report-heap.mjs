import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// Loaded before a gateway: at each SIGUSR2 it collects garbage and writes how much is left.

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

process.on('SIGUSR2', () => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  console.log(`Heap: ${heapUsed + external}`)
})
console.log('Heap: ready')
