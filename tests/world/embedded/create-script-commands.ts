import { createHash } from 'node:crypto'
import { addIntegers } from './add-numbers'
import type { Commands } from './commands'
import { createLuaMachine } from './lua/create-lua-machine'
import { redisErrors } from './redis-errors'

/** Upstash and Redis let a script begin with a line of flags; the line's end stays, so that lines keep their numbers. */
const shebang = /^#!lua[^\n]*/

/** EVAL and what belongs to it, for one store: scripts reach its commands by a function. */
export function createScriptCommands(call: (args: readonly string[]) => unknown): Commands {
  const machine = createLuaMachine(call)
  const known = new Set<string>()

  function load(text: string): string {
    const sha = createHash('sha1').update(text).digest('hex')
    if (!known.has(sha)) machine.compile(sha, text.replace(shebang, ''))
    known.add(sha)
    return sha
  }

  const run = (sha: string, words: readonly string[]) => {
    if (!known.has(sha)) throw redisErrors.noScript()
    return machine.run(sha, toWords(words))
  }

  const manage: Commands[string] = ([action = '', ...args]) => {
    switch (action.toUpperCase()) {
      case 'LOAD':
        return load(args[0] ?? '')
      case 'EXISTS':
        return args.map(sha => (known.has(sha.toLowerCase()) ? 1 : 0))
      case 'FLUSH':
        known.clear()
        return 'OK'
      default:
        throw redisErrors.unknownSubcommand(action)
    }
  }

  const byText: Commands[string] = ([text = '', ...words]) => run(load(text), words)
  const byName: Commands[string] = ([sha = '', ...words]) => run(sha.toLowerCase(), words)
  return { EVAL: byText, EVALSHA: byName, SCRIPT: manage }
}

function toWords([count = '', ...words]: readonly string[]): { keys: string[]; argv: string[] } {
  const keyCount = addIntegers('0', count)
  if (keyCount < 0) throw redisErrors.negativeKeyCount()
  if (keyCount > words.length) throw redisErrors.missingKeys()
  return { keys: words.slice(0, keyCount), argv: words.slice(keyCount) }
}
