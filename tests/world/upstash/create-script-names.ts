import { createHash } from 'node:crypto'

const shebang = /^#!lua flags=allow-key-locking[^\n]*\n/

/** Keeps by which name each script is known that Redis itself would not take: Upstash has a flag of its own. */
export function createScriptNames() {
  const plainByOriginal = new Map<string, string>()
  const originalByPlain = new Map<string, string>()

  const withoutShebang = (script: string) => {
    const plain = script.replace(shebang, '')
    if (plain !== script) {
      plainByOriginal.set(sha1(script), sha1(plain))
      originalByPlain.set(sha1(plain), sha1(script))
    }
    return plain
  }

  return {
    /** The command as Redis takes it. */
    translate: (command: readonly string[]): readonly string[] => {
      const [name = '', first = '', ...rest] = command
      switch (name.toUpperCase()) {
        case 'EVAL':
        case 'EVAL_RO':
          return [name, withoutShebang(first), ...rest]
        case 'EVALSHA':
        case 'EVALSHA_RO':
          return [name, plainByOriginal.get(first.toLowerCase()) ?? first, ...rest]
        case 'SCRIPT':
          return [name, first, ...scriptArguments(first, rest)]
        default:
          return command
      }
    },
    /** A reply in which a script's name is the one its sender knows. */
    restore: (reply: unknown): unknown =>
      typeof reply === 'string' ? (originalByPlain.get(reply) ?? reply) : reply,
  }

  function scriptArguments(action: string, rest: string[]): string[] {
    switch (action.toUpperCase()) {
      case 'LOAD':
        return rest.map(withoutShebang)
      case 'EXISTS':
        return rest.map(hash => plainByOriginal.get(hash.toLowerCase()) ?? hash)
      default:
        return rest
    }
  }
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}
