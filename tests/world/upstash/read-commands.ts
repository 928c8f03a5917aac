import { parseJson } from '../parse-json'

export type Command = string[]

/** What a request asks for: one command, or several at once or as a transaction. */
export type Asked =
  | { kind: 'command'; command: Command }
  | { kind: 'pipeline' | 'multi-exec'; commands: Command[] }

/** Reads the commands of a request, or undefined where it holds none. */
export function readCommands(path: string, bodyText: string): Asked | undefined {
  if (path === '/pipeline' || path === '/multi-exec') {
    const kind = path === '/pipeline' ? ('pipeline' as const) : ('multi-exec' as const)
    const told = parseJson(bodyText)
    const commands = Array.isArray(told) ? told.map(toCommand) : [undefined]
    return commands.every(isCommand) ? { kind, commands } : undefined
  }
  if (path === '/') {
    const command = toCommand(parseJson(bodyText))
    return command && { kind: 'command', command }
  }
  // In the path form, a body is the last argument.
  const parts = path.slice(1).split('/').map(decodeURIComponent)
  return { kind: 'command', command: bodyText === '' ? parts : [...parts, bodyText] }
}

// By hand, since a gateway's every call is read here, and has some sixty arguments.
function toCommand(told: unknown): Command | undefined {
  return Array.isArray(told) && told.length > 0 && told.every(isArgument) ? told.map(String) : undefined
}

function isArgument(told: unknown): boolean {
  return told === null || ['string', 'number', 'boolean'].includes(typeof told)
}

function isCommand(command: Command | undefined): command is Command {
  return command !== undefined
}
