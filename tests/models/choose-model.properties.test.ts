import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Ability, CatalogueModel, Priority } from '@/lib/models/catalogue'
import { chooseModel, type ModelTraits } from '@/lib/models/choose-model'
import { buildCatalogueModel } from '../support/build-catalogue-model'

const abilities: readonly Ability[] = ['tools', 'images', 'reasoning']
const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const mark = maybe(fc.integer({ min: 1, max: 10 }))
// Few values, so that there are ties.
const dollars = fc.constantFrom(0, 1, 2, 10)

const model: fc.Arbitrary<CatalogueModel> = fc
  .record({
    price: maybe(fc.record({ input: dollars, output: dollars })),
    contextWindow: maybe(fc.constantFrom(1000, 10_000, 100_000)),
    quality: mark,
    speed: mark,
    abilities: maybe(fc.subarray([...abilities])),
  })
  .map(buildCatalogueModel)

const catalogues = fc.dictionary(fc.constantFrom(...names), model).map(rows => new Map(Object.entries(rows)))

const traits: fc.Arbitrary<ModelTraits> = fc.record({
  promptTokens: fc.constantFrom(10, 900, 9000, 90_000),
  answerTokens: fc.constantFrom(0, 100, 1000),
  needs: fc.subarray([...abilities]),
  effort: fc.constantFrom(undefined, 'none', 'low', 'medium', 'high'),
  priority: maybe(fc.constantFrom<Priority[]>('cost', 'speed', 'quality')),
})

const questions = fc.record({
  catalogue: catalogues,
  traits,
  asked: fc.shuffledSubarray([...names]),
})

const isFit = (row: CatalogueModel | undefined, { promptTokens, answerTokens, needs }: ModelTraits) =>
  row !== undefined &&
  promptTokens + answerTokens <= (row.contextWindow ?? Number.POSITIVE_INFINITY) &&
  needs.every(need => row.abilities?.includes(need) ?? true)

it('a model that cannot do the call is never among those to go to, and one that can is found', () => {
  fc.assert(
    fc.property(questions, ({ asked, ...options }) => {
      const { ranked } = chooseModel(asked, options)
      const isFitting = (name: string) => isFit(options.catalogue.get(name), options.traits)
      expect(ranked.filter(name => !isFitting(name))).toEqual([])
      expect(ranked.length > 0).toBe(asked.some(isFitting))
    }),
  )
})

it('every model is the first, or is told why it is not', () => {
  fc.assert(
    fc.property(questions, ({ asked, ...options }) => {
      const { ranked, lost } = chooseModel(asked, options)
      const told = [...ranked.slice(0, 1), ...lost.map(each => each.model)]
      expect([...told].sort()).toEqual([...asked].sort())
    }),
  )
})

it('a model that was left out is not ranked, and one that is ranked lost by the priority alone', () => {
  const byPriority = { cost: 'costs-more', speed: 'slower', quality: 'lower-quality' }
  fc.assert(
    fc.property(questions, ({ asked, ...options }) => {
      const { ranked, lost, priority } = chooseModel(asked, options)
      const outran = lost.filter(({ reason }) => reason === byPriority[priority]).map(each => each.model)
      expect(outran).toEqual(ranked.slice(1))
      const leftOut = lost.filter(({ reason }) => reason !== byPriority[priority]).map(each => each.model)
      expect([...ranked, ...leftOut].sort()).toEqual([...asked].sort())
    }),
  )
})

it('the order does not depend on that of the names', () => {
  fc.assert(
    fc.property(questions, fc.infiniteStream(fc.nat(1000)), ({ asked, ...options }, dice) => {
      const shuffled = asked
        .map(name => ({ name, at: dice.next().value }))
        .sort((one, other) => one.at - other.at)
        .map(({ name }) => name)
      expect(chooseModel(shuffled, options).ranked).toEqual(chooseModel(asked, options).ranked)
    }),
  )
})

it('nobody stands before one that is better by what is gone by', () => {
  const measures = {
    cost: ({ price }: CatalogueModel) => (price ? 3 * price.input + price.output : Number.MAX_VALUE),
    speed: ({ speed = 5 }: CatalogueModel) => -speed,
    quality: ({ quality = 5 }: CatalogueModel) => -quality,
  }
  fc.assert(
    fc.property(questions, ({ asked, ...options }) => {
      const { ranked, priority } = chooseModel(asked, options)
      const worth = ranked.flatMap(name => {
        const row = options.catalogue.get(name)
        return row === undefined ? [] : measures[priority](row)
      })
      expect(worth).toEqual([...worth].sort((one, other) => one - other))
    }),
  )
})
