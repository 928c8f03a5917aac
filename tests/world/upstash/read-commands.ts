import { z } from 'zod'
import { parseJson } from '../parse-json'

export type Command = string[]

const argument = z.union([z.string(), z.number(), z.boolean(), z.null()]).transform(String)
const commandSchema = z.array(argument).min(1)

/** What a request asks for: one command, or several at once or as a transaction. */
export type Asked =
  | { kind: 'command'; command: Command }
  | { kind: 'pipeline' | 'multi-exec'; commands: Command[] }

/** Reads the commands of a request, or undefined where it holds none. */
export function readCommands(path: string, bodyText: string): Asked | undefined {
  if (path === '/pipeline' || path === '/multi-exec') {
    const kind = path === '/pipeline' ? ('pipeline' as const) : ('multi-exec' as const)
    const commands = z.array(commandSchema).safeParse(parseJson(bodyText))
    return commands.success ? { kind, commands: commands.data } : undefined
  }
  if (path === '/') {
    const command = commandSchema.safeParse(parseJson(bodyText))
    return command.success ? { kind: 'command', command: command.data } : undefined
  }
  // In the path form, a body is the last argument.
  const parts = path.slice(1).split('/').map(decodeURIComponent)
  return { kind: 'command', command: bodyText === '' ? parts : [...parts, bodyText] }
}
