import { describe, expect, it } from 'vitest'
import { parseModels } from '@/lib/models/parse-models'
import { modelsOf } from '../support/models-of'

const pathsOf = (value: unknown) => parseModels(value).problems.map(({ path }) => path)

describe('an alias', () => {
  it('is another name for whatever stands behind it', () => {
    const { aliases } = modelsOf({ aliases: { fast: 'gpt-5-nano', quick: 'fast', any: 'auto' } })
    expect([...aliases]).toEqual([
      ['fast', 'gpt-5-nano'],
      ['quick', 'fast'],
      ['any', 'auto'],
    ])
  })

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['itself', { a: 'a' }, ['aliases.a']],
    ['one that leads back', { a: 'b', b: 'a' }, ['aliases.a', 'aliases.b']],
    ['a circle that it is no part of', { a: 'b', b: 'c', c: 'b' }, ['aliases.a', 'aliases.b', 'aliases.c']],
  ])('that leads to %s refuses the document', (_, aliases, paths) => {
    expect(parseModels({ aliases }).value).toBeUndefined()
    expect(pathsOf({ aliases })).toEqual(paths)
  })

  it('may stand at the end of a long way', () => {
    const names = Array.from({ length: 50 }, (_, at) => `a${at}`)
    const aliases = Object.fromEntries(names.map((name, at) => [name, names[at + 1] ?? 'gpt-4.1']))
    expect(pathsOf({ aliases })).toEqual([])
  })

  it('is not taken for one that leads back because others share its end', () => {
    expect(pathsOf({ aliases: { a: 'c', b: 'c', c: 'gpt-4.1' } })).toEqual([])
  })

  it('may be named as what every object has', () => {
    const { aliases } = modelsOf({ aliases: { constructor: 'toString' } })
    expect(aliases.get('constructor')).toBe('toString')
    expect(aliases.get('toString')).toBeUndefined()
  })

  it.each([
    ['a name', { '': 'gpt-4.1' }, 'aliases.'],
    ['anything behind it', { fast: '' }, 'aliases.fast'],
    ['a text behind it', { fast: ['gpt-4.1'] }, 'aliases.fast'],
  ])('without %s refuses the document', (_, aliases, path) => {
    expect(parseModels({ catalogue: { good: {} }, aliases }).value).toBeUndefined()
    expect(pathsOf({ aliases })).toEqual([path])
  })

  it('of the operator’s that leads back through a bundled one refuses the document', () => {
    const bundled = modelsOf({ aliases: { a: 'b' } })
    expect(parseModels({ aliases: { b: 'a' } }, { bundled }).value).toBeUndefined()
  })
})

describe('a task', () => {
  it('that says nothing has a model chosen', () => {
    expect(modelsOf({ tasks: { draft: {} } }).tasks.get('draft')).toEqual({
      id: 'draft',
      model: undefined,
      maxTokens: undefined,
      temperature: undefined,
      priority: undefined,
    })
  })

  it('is all that it says', () => {
    const draft = { model: 'gpt-4.1', maxTokens: 500, temperature: 0, priority: 'speed' }
    expect(modelsOf({ tasks: { draft } }).tasks.get('draft')).toEqual({ id: 'draft', ...draft })
  })

  it('whose model is auto has one chosen', () => {
    const { tasks } = modelsOf({ tasks: { draft: { model: 'auto', priority: 'quality' } } })
    expect(tasks.get('draft')).toMatchObject({ model: undefined, priority: 'quality' })
  })

  it.each(['a', 'sum:short', 'v1.2_x-y', 'x'.repeat(64)])('may be called %s', id => {
    expect(modelsOf({ tasks: { [id]: {} } }).tasks.has(id)).toBe(true)
  })

  it.each(['', 'two words', 'tóm-tắt', 'a/b', 'x'.repeat(65), 'auto'])('may not be called %j', id => {
    expect(parseModels({ tasks: { [id]: {} } }).value).toBeUndefined()
    expect(pathsOf({ tasks: { [id]: {} } })).toEqual([`tasks.${id}`])
  })

  it.each([
    ['what auto is for', 'auto', 'choice among all models'],
    ['what its name may be made of', 'two words', '1 to 64 letters'],
  ])('with such a name is told %s', (_, id, words) => {
    expect(parseModels({ tasks: { [id]: {} } }).problems[0]?.message).toContain(words)
  })

  it.each<[string, unknown, string]>([
    ['no model', { model: '' }, 'model'],
    ['an answer of nothing', { maxTokens: 0 }, 'maxTokens'],
    ['half a token', { maxTokens: 1.5 }, 'maxTokens'],
    ['more heat than there is', { temperature: 2.1 }, 'temperature'],
    ['cold', { temperature: -0.1 }, 'temperature'],
    ['another priority', { priority: 'price' }, 'priority'],
  ])('with %s refuses the document', (_, task, path) => {
    const document = { catalogue: { good: {} }, tasks: { draft: task } }
    expect(parseModels(document).value).toBeUndefined()
    expect(pathsOf(document)).toEqual([`tasks.draft.${path}`])
  })
})

describe('what a model can do', () => {
  it('is what is said of it', () => {
    const { catalogue } = modelsOf({
      catalogue: { sees: { abilities: ['images', 'tools'] }, none: { abilities: [] }, unsaid: {} },
    })
    expect(catalogue.get('sees')?.abilities).toEqual(['images', 'tools'])
    expect(catalogue.get('none')?.abilities).toEqual([])
    expect(catalogue.get('unsaid')?.abilities).toBeUndefined()
  })

  it('is nothing that nobody asks of a model', () => {
    expect(pathsOf({ catalogue: { m: { abilities: ['tools', 'flying'] } } })).toEqual([
      'catalogue.m.abilities[1]',
    ])
  })
})

describe('what the operator says', () => {
  const bundled = modelsOf({
    aliases: { fast: 'one', slow: 'two' },
    tasks: { draft: { maxTokens: 5 }, review: {} },
  })

  it('leaves the bundled aliases and tasks that it does not name as they are', () => {
    const { value } = parseModels({ aliases: { fast: 'three' }, tasks: { draft: {} } }, { bundled })
    expect([...(value?.aliases ?? [])]).toEqual([
      ['fast', 'three'],
      ['slow', 'two'],
    ])
    expect([...(value?.tasks.keys() ?? [])]).toEqual(['draft', 'review'])
    expect(value?.tasks.get('draft')?.maxTokens).toBeUndefined()
  })

  it('about one thing leaves the others as they are', () => {
    expect(parseModels({ catalogue: {} }, { bundled }).value).toEqual(bundled)
  })
})
