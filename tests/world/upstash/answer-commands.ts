import type { JsonReply } from '../send-json'
import { base64Of } from './base64-of'
import type { Asked } from './read-commands'
import type { Store } from './store'

/** Runs what was asked for, and says it as Upstash does. */
export async function answerCommands(
  asked: Asked,
  { store, base64 }: { store: Store; base64: boolean },
): Promise<JsonReply> {
  const toReply = (outcome: unknown) =>
    outcome instanceof Error
      ? { error: outcome.message }
      : { result: base64 ? base64Of(outcome ?? null) : (outcome ?? null) }
  const run = (command: string[]) => store.command(command).catch(toError)
  switch (asked.kind) {
    case 'command': {
      const outcome = await run(asked.command)
      return { status: outcome instanceof Error ? 400 : 200, json: toReply(outcome) }
    }
    case 'pipeline':
      return { status: 200, json: (await Promise.all(asked.commands.map(run))).map(toReply) }
    case 'multi-exec': {
      const outcomes = await store.multi(asked.commands).catch(toError)
      if (outcomes instanceof Error) return { status: 400, json: toReply(outcomes) }
      return { status: 200, json: outcomes.map(toReply) }
    }
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
