import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const unit = ['tests/**/*.test.ts']
const wire = ['tests/wire/**/*.test.ts']
const waits = ['tests/wire/**/*.waits.test.ts']
const ofOtherHosts = ['node', 'worker']
  .filter(host => host !== process.env.GATEWAY_HOST)
  .map(host => `tests/wire/on-${host}/**`)

// The same unit tests run in the runtime that is deployed and in Node, where the code may move. What they test is given its
// effects and keeps no state of its own, so a fresh process for each file would only cost time.
const shared = { isolate: false, maxWorkers: 2, testTimeout: 20_000 }

// These meet the production build. Each file starts what it speaks to and ends it; a process for each would read all clients
// anew, a fifth of the time.
const onTheWire = {
  environment: 'node',
  isolate: false,
  globalSetup: 'tests/wire/build.ts',
  testTimeout: 60_000,
  // Real time limits on a machine that is busy with other tests: what is wrong fails each time. A store that was too slow for
  // a gateway is left alone by it for five seconds.
  retry: { count: 2, delay: 3000 },
  hookTimeout: 120_000,
}

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'edge',
          environment: 'edge-runtime',
          include: unit,
          exclude: [...wire, 'tests/**/*.node.test.ts', 'tests/architecture.test.ts', 'tests/world/**'],
        },
      },
      { extends: true, test: { ...shared, name: 'node', environment: 'node', include: unit, exclude: wire } },
      {
        extends: true,
        test: { ...onTheWire, name: 'wire', include: wire, exclude: [...waits, ...ofOtherHosts] },
      },
      // Those that wait for time limits to pass, and leave the processor to others meanwhile.
      { extends: true, test: { ...onTheWire, name: 'waits', include: waits } },
    ],
  },
})
