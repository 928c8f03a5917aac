import { expect, it } from 'vitest'
import { isModelAllowed } from '@/lib/access/is-model-allowed'

type Models = readonly string[] | undefined

it.each<[Models, Models, boolean]>([
  [undefined, undefined, true],
  [['gpt-4.1'], undefined, true],
  [undefined, ['gpt-4.1'], true],
  [['gpt-4.1', 'o3'], ['gpt-4.1'], true],
  [['o3'], undefined, false],
  [undefined, ['o3'], false],
  [['gpt-4.1'], ['o3'], false],
  [[], undefined, false],
  [['GPT-4.1', 'gpt-4'], undefined, false],
])('a plan of %j and a credential of %j allow gpt-4.1: %s', (plan, credential, allowed) => {
  expect(isModelAllowed('gpt-4.1', { plan: { models: plan }, identity: { models: credential } })).toBe(
    allowed,
  )
})
