import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { admissionScript } from '@/lib/stores/admission-script'
import { enterNearby } from '@/tests/world/enter-nearby'
import { startGateway } from '@/tests/world/start-gateway'
import { startWorld, type World } from '@/tests/world/start-world'

// `npm run demo`: the production build in front of simulated regions, everything on this machine.

const port = Number(process.env.PORT ?? 3000)
const openaiKey = process.env.OPENAI_API_KEY

/** Ends what has been started, the last first; filled in as things start. */
const started: (() => Promise<void>)[] = []
let isEnding = false

async function end(code: number): Promise<void> {
  if (isEnding) return
  isEnding = true
  for (const close of started.reverse()) await close()
  process.exit(code)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))

async function build(): Promise<void> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const child = spawn(process.execPath, [next, 'build'], {
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  started.push(async () => void child.kill())
  const [code] = await once(child, 'exit')
  started.pop()
  if (code !== 0 && !isEnding) throw new Error('next build failed; run `npm run build` to see why.')
}

/** Adds OpenAI's own endpoint to the simulated map: calls for its other models go there. */
function addOpenAI({ edgeConfig }: World): void {
  const map = edgeConfig.items.regions
  if (typeof map !== 'object' || map === null || !('endpoints' in map)) return
  const openai = {
    provider: 'openai',
    apiKeyEnv: 'OPENAI_API_KEY',
    region: 'us',
    location: [37.77, -122.42],
    zone: 'US',
    models: ['*'],
  }
  edgeConfig.set('regions', { ...map, endpoints: { ...Object(map.endpoints), openai } })
}

/** Other names for what the regions serve, and a kind of work by its own. */
function nameModels({ edgeConfig }: World): void {
  edgeConfig.set('models', {
    aliases: { gpt4: 'gpt-4.1' },
    tasks: { summary: { maxTokens: 300, temperature: 0.2, priority: 'cost' } },
  })
}

/**
 * Has the store read the script that counts calls, and run it for a while, whatever it says: in JavaScript the first times take
 * long, and a first call waits 150 ms.
 */
async function warmUp({ environment }: World): Promise<void> {
  const { UPSTASH_REDIS_REST_URL: url = '', UPSTASH_REDIS_REST_TOKEN: token } = environment
  for (let time = 0; time < 5; time++) {
    const headers = { authorization: `Bearer ${token}` }
    const body = JSON.stringify(['EVAL', admissionScript, '0'])
    await (await fetch(url, { method: 'POST', headers, body })).text()
  }
}

function introduction(url: string): string {
  const json = `-H 'content-type: application/json'`
  const body = (text: string, more = '') =>
    `-d '{"model":"gpt-4.1",${more}"messages":[{"role":"user","content":"${text}"}]}'`
  const call = `curl -s ${url}/v1/chat/completions ${json}`
  return [
    `Isochrone serves on ${url}, in front of simulated regions in Singapore, Tokyo, Frankfurt, Virginia and São Paulo.`,
    openaiKey === undefined
      ? ''
      : `OpenAI's own endpoint is in the map too: ask for a model the regions lack, such as gpt-4o.`,
    '',
    'Try:',
    `  from Viet Nam            ${call} -i -H 'x-vercel-ip-country: VN' ${body('Xin chao')}`,
    `  from Germany, in the EU  ${call} -i -H 'x-vercel-ip-country: DE' ${body('Guten Tag')}`,
    `  streamed, from Brazil    ${call} -N -H 'x-vercel-ip-country: BR' ${body('Bom dia', '"stream":true,')}`,
    `  the plan for Japan       curl -s '${url}/api/route?country=JP&edge=hnd1&model=gpt-4.1'`,
    `  which model, and why     curl -s ${url}/api/route ${json} -H 'x-vercel-ip-country: JP' ${body('Hi').replace('gpt-4.1', 'auto')}`,
    `  the status page          ${url}/`,
    '',
    'Ctrl-C stops everything.',
  ]
    .filter((line, position) => position !== 1 || line !== '')
    .join('\n')
}

async function run(): Promise<void> {
  console.log('Building the gateway: about half a minute the first time.')
  await build()
  const world = await startWorld({ redis: 'embedded', roundTrip: true })
  started.push(() => world.close())
  for (const endpoint of world.endpoints) endpoint.set({ timeToFirstTokenMs: 120, tokensPerSecond: 60 })
  if (openaiKey !== undefined) addOpenAI(world)
  nameModels(world)
  await warmUp(world)
  const gateway = await startGateway({
    port,
    imports: [enterNearby()],
    environment: { ...world.environment, ...(openaiKey === undefined ? {} : { OPENAI_API_KEY: openaiKey }) },
  })
  started.push(() => gateway.close())
  console.log(introduction(gateway.url))
}

run().catch(async (error: unknown) => {
  if (isEnding) return
  console.error(error instanceof Error ? error.message : error)
  await end(1)
})
