import { joinPath } from '@/lib/openai/join-path'
import type { Problem } from '@/lib/regions/problem'

type Frame = { readonly names: Set<string> | undefined; at: string | number }

// In valid JSON nothing else can begin or end a value, or stand between two.
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]/g

// Far more than any region map has; beyond them nothing is looked for.
const maxDepth = 64
const mostFound = 50

/**
 * Finds the members that a JSON text names twice in one object: of these a parser keeps the last and says nothing. The text
 * must be valid JSON.
 */
export function repeatedMembers(text: string): readonly Problem[] {
  const found: Problem[] = []
  const frames: Frame[] = []
  let lastString = ''
  for (const [part] of text.matchAll(token)) {
    const frame = frames.at(-1)
    if (part === '{') frames.push({ names: new Set(), at: '' })
    else if (part === '[') frames.push({ names: undefined, at: 0 })
    else if (part === '}' || part === ']') frames.pop()
    else if (part === ',' && typeof frame?.at === 'number') frame.at += 1
    else if (part === ':' && frame?.names !== undefined) {
      frame.at = String(JSON.parse(lastString))
      if (frame.names.has(frame.at)) {
        const path = joinPath(frames.map(({ at }) => at))
        found.push({ path, message: 'stands twice; only the last one counts' })
      }
      frame.names.add(frame.at)
    } else lastString = part
    if (frames.length > maxDepth || found.length === mostFound) return found
  }
  return found
}
