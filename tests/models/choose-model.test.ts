import { describe, expect, it } from 'vitest'
import { chooseModel, type ModelTraits } from '@/lib/models/choose-model'
import { modelsOf } from '../support/models-of'

const { catalogue } = modelsOf({
  catalogue: {
    best: {
      price: { input: 10, output: 50 },
      contextWindow: 1_000_000,
      quality: 10,
      speed: 3,
      abilities: ['tools', 'images', 'reasoning'],
    },
    good: {
      price: { input: 2, output: 8 },
      contextWindow: 200_000,
      quality: 8,
      speed: 6,
      abilities: ['tools', 'images', 'reasoning'],
    },
    blind: {
      price: { input: 1, output: 4 },
      contextWindow: 100_000,
      quality: 7,
      speed: 7,
      abilities: ['tools'],
    },
    swift: { price: { input: 0.2, output: 1 }, contextWindow: 16_000, quality: 5, speed: 10, abilities: [] },
    cheap: {
      price: { input: 0.1, output: 0.4 },
      contextWindow: 128_000,
      quality: 4,
      speed: 8,
      abilities: ['tools', 'images', 'reasoning'],
    },
    poor: {
      price: { input: 0.01, output: 0.01 },
      contextWindow: 128_000,
      quality: 3,
      speed: 9,
      abilities: ['tools', 'images', 'reasoning'],
    },
  },
})
const names = [...catalogue.keys()]

const plain: ModelTraits = {
  promptTokens: 100,
  answerTokens: 100,
  needs: [],
  effort: undefined,
  priority: undefined,
}

const choose = (traits: Partial<ModelTraits> = {}, among: readonly string[] = names) =>
  chooseModel(among, { catalogue, traits: { ...plain, ...traits } })

const lossOf = (model: string, traits: Partial<ModelTraits>, among?: readonly string[]) =>
  choose(traits, among).lost.find(each => each.model === model)?.reason

describe('the first model for', () => {
  it.each<[string, Partial<ModelTraits>, string, string]>([
    ['a plain call is the cheapest that is good enough', {}, 'cheap', 'cost'],
    ['a call with tools is the cheapest good one that has them', { needs: ['tools'] }, 'blind', 'cost'],
    ['a call with pictures is the cheapest good one that sees', { needs: ['images'] }, 'good', 'cost'],
    ['a call that is to think some is the cheapest good one', { effort: 'medium' }, 'blind', 'cost'],
    ['a prompt of 8000 tokens is the cheapest', { promptTokens: 8000 }, 'cheap', 'cost'],
    ['a longer prompt is the cheapest good one', { promptTokens: 8001 }, 'blind', 'cost'],
    ['a call that is to think hard is the best', { effort: 'high', needs: ['reasoning'] }, 'best', 'quality'],
    ['a call that is to think harder is the best', { effort: 'xhigh' }, 'best', 'quality'],
    ['a call that is to think hardest is the best', { effort: 'max' }, 'best', 'quality'],
    ['a call that is not to think is the fastest', { effort: 'none' }, 'swift', 'speed'],
    ['a call that is to think least is the fastest', { effort: 'minimal' }, 'swift', 'speed'],
    ['a call that is to think little is the fastest', { effort: 'low' }, 'swift', 'speed'],
    ['an effort that nobody knows goes by cost', { effort: 'heroic' }, 'cheap', 'cost'],
    ['an operator that wants quality is the best', { priority: 'quality' }, 'best', 'quality'],
    [
      'an operator that wants speed is the fastest good enough',
      { priority: 'speed', effort: 'high' },
      'swift',
      'speed',
    ],
    [
      'an operator that wants it cheap is the cheapest',
      { priority: 'cost', effort: 'high' },
      'cheap',
      'cost',
    ],
    ['speed with tools is the fastest good one', { priority: 'speed', needs: ['tools'] }, 'blind', 'speed'],
  ])('%s', (_, traits, model, priority) => {
    const chosen = choose(traits)
    expect([chosen.ranked[0], chosen.priority]).toEqual([model, priority])
  })
})

describe('a model loses', () => {
  it.each<[string, string, Partial<ModelTraits>]>([
    ['window-too-small', 'swift', { promptTokens: 15_901, answerTokens: 100 }],
    ['no-tools', 'swift', { needs: ['tools'] }],
    ['no-images', 'blind', { needs: ['tools', 'images'] }],
    ['no-reasoning', 'blind', { needs: ['reasoning'] }],
    ['quality-too-low', 'poor', {}],
    ['quality-too-low', 'cheap', { needs: ['tools'] }],
    ['costs-more', 'best', {}],
    ['slower', 'best', { priority: 'speed' }],
    ['lower-quality', 'poor', { priority: 'quality' }],
  ])('by %s: %s', (reason, model, traits) => {
    expect(lossOf(model, traits)).toBe(reason)
  })

  it('that the catalogue does not hold', () => {
    expect(lossOf('mine', {}, ['mine', 'cheap'])).toBe('not-in-catalogue')
  })

  it('not for a prompt and an answer that just fit', () => {
    expect(choose({ promptTokens: 15_900, answerTokens: 100 }, ['swift']).ranked).toEqual(['swift'])
  })
})

describe('where nothing better is left', () => {
  it('a poor model is better than none', () => {
    expect(choose({ needs: ['tools'] }, ['poor', 'cheap'])).toMatchObject({
      ranked: ['poor', 'cheap'],
      lost: [{ model: 'cheap', reason: 'costs-more' }],
    })
  })

  it('a model that cannot do the call is not', () => {
    expect(choose({ needs: ['images'] }, ['blind'])).toEqual({
      priority: 'cost',
      ranked: [],
      lost: [{ model: 'blind', reason: 'no-images' }],
    })
    expect(choose({}, [])).toEqual({ priority: 'cost', ranked: [], lost: [] })
  })
})

describe('of what nobody has said', () => {
  const said = modelsOf({
    catalogue: {
      unsaid: {},
      middling: { price: { input: 1, output: 1 }, quality: 5, speed: 5 },
      low: { price: { input: 1, output: 1 }, quality: 4, speed: 4, abilities: [] },
    },
  }).catalogue
  const among = (traits: Partial<ModelTraits>) =>
    chooseModel([...said.keys()], { catalogue: said, traits: { ...plain, ...traits } }).ranked

  it('a model may do anything, of any length', () => {
    expect(among({ needs: ['images'], promptTokens: 1e9 })).toEqual(['middling', 'unsaid'])
  })

  it('no price comes after every price', () => {
    expect(among({})).toEqual(['middling', 'low', 'unsaid'])
  })

  it('no mark is a middling one', () => {
    expect(among({ priority: 'quality' })).toEqual(['middling', 'unsaid', 'low'])
    expect(among({ priority: 'speed' })).toEqual(['middling', 'unsaid', 'low'])
  })
})

it('of models that are alike the first by name comes first, whichever is named first', () => {
  const alike = modelsOf({ catalogue: { b: {}, a: {}, c: {} } }).catalogue
  for (const order of [
    ['a', 'b', 'c'],
    ['c', 'b', 'a'],
    ['b', 'c', 'a'],
  ])
    expect(chooseModel(order, { catalogue: alike, traits: plain }).ranked).toEqual(['a', 'b', 'c'])
})

it('a model is trusted with a demanding call from a mark of 7, and with any from one of 4', () => {
  const quality = (mark: number) => ({ price: { input: mark, output: mark }, quality: mark })
  const marked = modelsOf({
    catalogue: { three: quality(3), four: quality(4), six: quality(6), seven: quality(7) },
  }).catalogue
  const first = (effort: string | undefined) =>
    chooseModel([...marked.keys()], { catalogue: marked, traits: { ...plain, effort } }).ranked[0]
  expect([first(undefined), first('medium')]).toEqual(['four', 'seven'])
})

it('what is cheap to read counts three times as much as what is cheap to write', () => {
  const prices = modelsOf({
    catalogue: { reads: { price: { input: 1, output: 5 } }, writes: { price: { input: 2, output: 3 } } },
  }).catalogue
  expect(chooseModel(['writes', 'reads'], { catalogue: prices, traits: plain }).ranked).toEqual([
    'reads',
    'writes',
  ])
})
