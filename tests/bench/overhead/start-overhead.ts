import { type BenchWorld, callerHeaders, model, startBenchWorld } from '../parts/bench-world'
import { makeKey } from '../parts/make-key'
import { type Part, startPart } from '../parts/start-part'
import { type Server, startServer } from '../parts/start-server'
import type { Turn, TurnResult } from './generator'
import type { Kind } from './measured'
import type { OverheadOptions } from './read-overhead-options'
import type { SetUp, Surroundings } from './set-up'

export type Running = { readonly setUp: SetUp; readonly server: Server }

/** The upstream, the generator and the store, and what asks them. */
export type Overhead = {
  readonly surroundings: Surroundings
  readonly generator: Part<Turn, TurnResult, undefined>
  /** Starts a set-up and waits for its first answer of whatever kind. */
  start(setUp: SetUp): Promise<Running>
  /** The same, and waits until it has answered a whole call. */
  startCold(setUp: SetUp): Promise<Running>
  /** What is sent to a set-up, or to the upstream itself. */
  turn(running: Running | undefined, kind: Kind): Omit<Turn, 'connections' | 'calls'>
  /** Has one of ours make the key that all of them know then. */
  makeKey(running: Running): Promise<void>
  close(): Promise<void>
}

const marks = { plain: 'the crowd', streamed: '[DONE]' } as const
const path = '/v1/chat/completions'

/** Starts all that stands around the set-ups. */
export async function startOverhead({ plan, 'redis-ms': redisMs }: OverheadOptions): Promise<Overhead> {
  const part = <Ready>(file: string, settings = {}) =>
    startPart<never, never, Ready>(new URL(file, import.meta.url), { settings })
  const upstream = await part<{ port: number }>('upstream.ts')
  const store = await part<{ environment: Record<string, string> }>('../parts/store.ts', {
    redisMs,
    kind: 'real',
  })
  const generator = await startPart<Turn, TurnResult, undefined>(new URL('generator.ts', import.meta.url))
  const upstreamPort = upstream.ready.port
  const world: BenchWorld = await startBenchWorld({
    upstreamUrl: `http://127.0.0.1:${upstreamPort}/v1`,
    storeEnvironment: store.ready.environment,
    plan,
  })
  const surroundings = { upstreamPort, environment: world.environment }
  let key = ''
  const headersOf = (setUp: SetUp | undefined): Readonly<Record<string, string>> => ({
    ...callerHeaders,
    ...(setUp?.isOurs && { authorization: `Bearer ${key}` }),
    ...setUp?.headers?.(surroundings),
  })
  const startWhen = async (
    { setUp, programAt }: { readonly setUp: SetUp; readonly programAt: SetUp['programAt'] },
    answers: (port: number) => Promise<boolean>,
  ) => {
    const server = await startServer({ programAt: port => programAt(port, surroundings), answers })
    return { setUp, server }
  }
  return {
    surroundings,
    generator,
    start: setUp => startWhen({ setUp, programAt: setUp.programAt }, answersAnything),
    startCold: setUp =>
      startWhen({ setUp, programAt: setUp.programAt }, port => answersCall(port, headersOf(setUp))),
    turn: (running, kind) => ({
      port: running?.server.port ?? upstreamPort,
      path,
      headers: headersOf(running?.setUp),
      body: bodyOf(kind),
      mark: marks[kind],
    }),
    makeKey: async ({ setUp, server }) => {
      const { keyProgramAt: programAt } = setUp
      if (programAt === undefined) {
        key = await makeKey(server.port)
        return
      }
      const maker = await startWhen({ setUp, programAt }, answersAnything)
      key = await makeKey(maker.server.port).finally(maker.server.close)
    },
    close: async () => {
      await world.edgeConfig.close()
      await Promise.all([upstream, generator, store].map(each => each.close()))
    },
  }
}

async function answersAnything(port: number): Promise<boolean> {
  await (await fetch(`http://127.0.0.1:${port}/api/health`)).arrayBuffer()
  return true
}

async function answersCall(port: number, headers: Readonly<Record<string, string>>): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: bodyOf('plain'),
  })
  const text = await response.text()
  return response.status === 200 && text.includes(marks.plain)
}

function bodyOf(kind: Kind): string {
  return JSON.stringify({
    model,
    ...(kind === 'streamed' && { stream: true, stream_options: { include_usage: true } }),
    temperature: 0.7,
    messages: [
      { role: 'system', content: 'You are a helpful assistant who answers in one sentence.' },
      { role: 'user', content: 'What does the quick brown fox do when it meets the lazy dog in a crowd?' },
    ],
  })
}
