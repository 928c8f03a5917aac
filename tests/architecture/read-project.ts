import { readdirSync, readFileSync } from 'node:fs'
import type { Source } from './source'

const generated = /^(\.git|\.next|\.hosts|\.vercel|node_modules|tests\/\.output)$|(^|\/)node_modules$/
const data = /^(package|package-lock|tsconfig|biome|vercel)\.json$/
const readable = /\.(tsx?|md)$/

/** Every file of the project that is not generated; the text of those that a rule reads. */
export function readProject(root: string, folder = ''): Source[] {
  return readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap(entry => {
    const name = folder ? `${folder}/${entry.name}` : entry.name
    if (generated.test(name)) return []
    if (entry.isDirectory()) return readProject(root, name)
    const text = data.test(name) || readable.test(name) ? readFileSync(`${root}/${name}`, 'utf8') : ''
    return [{ name, text }]
  })
}
