import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onCore } from './cores'

/** A process of a bench beside its gateways, which answers what it is asked. */
export type Part<Question, Answer, Ready> = {
  readonly pid: number
  /** What it told of itself when it was ready. */
  readonly ready: Ready
  ask(question: Question): Promise<Answer>
  close(): Promise<void>
}

type Said = { readonly id: number; readonly answer?: unknown; readonly error?: string }

/**
 * Starts a script as a process of its own, beside the core of the gateways. It ends what it has started, and itself, when
 * its channel to us breaks, so that it outlives nobody.
 */
export async function startPart<Question, Answer, Ready>(
  script: URL,
  { settings = {} }: { readonly settings?: object } = {},
): Promise<Part<Question, Answer, Ready>> {
  const [program, args] = onCore('others', [process.execPath, ...process.execArgv, fileURLToPath(script)])
  const child = spawn(program, [...args, JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>()
  const wait = (id: number) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject })
    })
  child.on('message', ({ id, answer, error }: Said) => {
    const asker = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asker?.resolve(answer)
    else asker?.reject(new Error(error))
  })
  child.once('exit', code => {
    for (const { reject } of waiting.values()) reject(new Error(`${script.pathname} ended with ${code}.`))
  })
  let asked = 0
  const ready = (await wait(0)) as Ready
  return {
    pid: child.pid ?? 0,
    ready,
    ask: async question => {
      const id = ++asked
      const answer = wait(id)
      child.send({ id, question })
      return (await answer) as Answer
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
