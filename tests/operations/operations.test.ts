import { expect, it } from 'vitest'
import { operationNames, operations } from '@/lib/operations/operations'

it('the names of what an endpoint does are those of the operations that are posted', () => {
  const posted = operations.filter(({ method }) => method === 'POST').map(({ name }) => name)
  expect([...operationNames]).toEqual(posted)
})

it('each operation has a name and a place of its own', () => {
  const places = operations.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(places).size).toBe(operations.length)
  expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length)
})

it.each([
  ['chat.completions', '/chat/completions', 'chat', 'openai'],
  ['completions', '/completions', 'completion', 'openai'],
  ['embeddings', '/embeddings', 'embedding', 'openai'],
  ['responses', '/responses', 'response', 'responses'],
  ['messages', '/messages', 'message', 'anthropic'],
])('%s stands at %s and is written as a %s, its errors as by %s', (name, path, format, errors) => {
  expect(operations.find(operation => operation.name === name)).toMatchObject({
    method: 'POST',
    path,
    format: { name: format, errors },
  })
})
