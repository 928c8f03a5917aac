import { text } from 'node:stream/consumers'
import { runCommand } from '@/lib/commands/run-command'

// `npm run region-map`, `npm run receipt` and `npm run usage:replay`.

const [name, ...words] = process.argv.slice(2)
const code = await runCommand(name, words, {
  settings: process.env,
  print: line => console.log(line),
  tell: line => console.error(line),
  readInput: () => text(process.stdin),
})
// Connections that are kept open would hold the process up.
process.exit(code)
