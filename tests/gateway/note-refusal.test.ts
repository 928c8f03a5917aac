import { expect, it } from 'vitest'
import { noteRefusal, tellRefusals } from '@/lib/gateway/note-refusal'
import { buildDependencies } from '../support/build-dependencies'
import { createWatchedUsage } from '../support/watched-usage'

function build() {
  const usage = createWatchedUsage()
  const world = buildDependencies()
  return { usage, world, dependencies: { ...world.dependencies, usage } }
}

it('calls that a limit refuses are counted, and no others', async () => {
  const { usage, dependencies } = build()
  for (const code of [
    'rate_limit_exceeded',
    'rate_limit_exceeded',
    'insufficient_quota',
    'model_not_found',
    undefined,
  ])
    noteRefusal(code, dependencies)
  await tellRefusals(dependencies)
  expect(usage.added.map(({ name, sums }) => [name, sums.requests])).toEqual([
    ['limited/rate_limit_exceeded', 2],
    ['limited/insufficient_quota', 1],
  ])
})

it('are told once, and a flood of them costs the store one request in a while', async () => {
  const { usage, dependencies } = build()
  for (let count = 0; count < 100; count++) {
    noteRefusal('rate_limit_exceeded', dependencies)
    await tellRefusals(dependencies)
  }
  expect(usage.added).toHaveLength(1)
  expect(dependencies.refusals.counts.get('rate_limit_exceeded')).toBe(99)
})

it('are told at once where somebody asks for them', async () => {
  const { usage, dependencies } = build()
  for (let count = 0; count < 3; count++) {
    noteRefusal('rate_limit_exceeded', dependencies)
    await tellRefusals(dependencies)
  }
  await tellRefusals(dependencies, { atOnce: true })
  expect(usage.added.map(({ sums }) => sums.requests)).toEqual([1, 2])
})

it('that the store does not take them harms no call', async () => {
  const { usage, dependencies } = build()
  usage.isLost = true
  noteRefusal('rate_limit_exceeded', dependencies)
  await expect(tellRefusals(dependencies)).resolves.toBeUndefined()
})
