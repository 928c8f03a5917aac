import { expect, it } from 'vitest'
import { joinPath } from '@/lib/openai/join-path'

it.each<[PropertyKey[], string]>([
  [[], ''],
  [['model'], 'model'],
  [['messages', 0, 'role'], 'messages[0].role'],
  [['messages', 0, 'content', 12, 'type'], 'messages[0].content[12].type'],
  [['endpoints', 'sin', 'location', 0], 'endpoints.sin.location[0]'],
  [['endpoints', '1', 'zone'], 'endpoints.1.zone'],
  [[0, 'a'], '[0].a'],
])('%j is written %j', (path, written) => {
  expect(joinPath(path)).toBe(written)
})
