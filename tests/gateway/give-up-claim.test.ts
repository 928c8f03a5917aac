import { expect, it } from 'vitest'
import { giveUpClaim } from '@/lib/gateway/give-up-claim'
import { createSharedTexts } from '@/lib/gateway/response-cache'
import { buildDependencies } from '../support/build-dependencies'
import { createMemoryTexts } from '../support/text-store'

function build(text: string) {
  const world = buildDependencies()
  const texts = createMemoryTexts()
  const once = createSharedTexts(texts)
  texts.kept.set('name', { text, seconds: 310 })
  once.memory.set('name', { text, seconds: 310, now: world.effects.now() })
  const known = () => [once.memory.get('name', world.effects.now()), texts.kept.get('name')?.text]
  return { ...world, texts, known, dependencies: { ...world.dependencies, once } }
}

it('a claim that is given up is gone, near and far', async () => {
  const { dependencies, known } = build('own')
  await giveUpClaim({ name: 'name', claim: 'own' }, dependencies)
  expect(known()).toEqual([undefined, undefined])
})

it('what another has put in its place stays', async () => {
  const { dependencies, known } = build('other')
  await giveUpClaim({ name: 'name', claim: 'own' }, dependencies)
  expect(known()).toEqual(['other', 'other'])
})

it('a store that is away does no harm, and one line says so', async () => {
  const { dependencies, texts, known, logged } = build('own')
  texts.isLost = true
  await giveUpClaim({ name: 'name', claim: 'own' }, dependencies)
  expect(known()).toEqual([undefined, 'own'])
  expect(logged).toMatchObject([{ level: 'warn', line: { event: 'once-lost' } }])
})
