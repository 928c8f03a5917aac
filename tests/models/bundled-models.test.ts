import { describe, expect, it } from 'vitest'
import bundledModels from '@/lib/models/bundled-models.json'
import { modelsOf } from '../support/models-of'

const { catalogue, aliases, tasks } = modelsOf(bundledModels)
const rows = [...catalogue]

it('at least twenty models are known without an operator, and no name for them but their own', () => {
  expect(rows.length).toBeGreaterThanOrEqual(20)
  expect([aliases.size, tasks.size]).toEqual([0, 0])
})

const isForEmbeddings = ([, { abilities }]: (typeof rows)[number]) =>
  abilities?.includes('embeddings') === true

describe.each(rows.filter(isForEmbeddings))('%s, which makes embeddings', (_, model) => {
  it('has a price for what it reads, and writes nothing', () => {
    expect(model.price?.input).toBeGreaterThan(0)
    expect([model.price?.output, model.maxOutputTokens]).toEqual([0, undefined])
  })

  it('does nothing else', () => {
    expect(model.abilities).toEqual(['embeddings'])
  })
})

describe.each(rows.filter(row => !isForEmbeddings(row)))('%s', (_, model) => {
  it('has a price for what it reads and what it writes', () => {
    expect(model.price?.input).toBeGreaterThan(0)
    expect(model.price?.output).toBeGreaterThanOrEqual(model.price?.input ?? Number.POSITIVE_INFINITY)
  })

  it('has a window, and an answer that finds room in it', () => {
    expect(model.contextWindow).toBeGreaterThanOrEqual(8000)
    expect(model.maxOutputTokens).toBeGreaterThanOrEqual(1000)
    expect(model.maxOutputTokens).toBeLessThanOrEqual(model.contextWindow ?? 0)
  })

  it('has its marks, and it is said what it can do', () => {
    expect(model.quality).toEqual(expect.any(Number))
    expect(model.speed).toEqual(expect.any(Number))
    expect(model.abilities).toBeDefined()
    expect(new Set(model.abilities).size).toBe(model.abilities?.length)
  })

  it('is stood in for by nobody that the operator has not named', () => {
    expect(model.fallbacks).toEqual([])
  })
})

it('for each of quality, speed and price there is one to choose', () => {
  expect(rows.some(([, { quality = 0 }]) => quality >= 9)).toBe(true)
  expect(rows.some(([, { speed = 0 }]) => speed >= 9)).toBe(true)
  expect(rows.some(([, { price }]) => (price?.input ?? 1) < 0.2)).toBe(true)
})
