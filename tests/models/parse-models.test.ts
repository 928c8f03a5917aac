import { describe, expect, it } from 'vitest'
import bundledModels from '@/lib/models/bundled-models.json'
import { parseModels } from '@/lib/models/parse-models'

const only = (row: unknown, name = 'gpt-9') => parseModels({ catalogue: { [name]: row } })
const pathsOf = (value: unknown) => parseModels(value).problems.map(({ path }) => path)

describe('the bundled catalogue', () => {
  const { value, problems } = parseModels(bundledModels)

  it('has no fault', () => {
    expect(problems).toEqual([])
    expect(value?.catalogue.size).toBeGreaterThan(10)
  })

  it('has a price for every model, and none is dearer out of a cache', () => {
    for (const [name, { price }] of value?.catalogue ?? []) {
      expect(price, name).toBeDefined()
      expect(price?.cachedInput ?? 0, name).toBeLessThanOrEqual(price?.input ?? 0)
    }
  })

  it('turns to no model that it does not know, and from none to itself', () => {
    for (const [name, { fallbacks }] of value?.catalogue ?? [])
      for (const other of fallbacks) {
        expect(value?.catalogue.has(other), other).toBe(true)
        expect(other).not.toBe(name)
      }
  })
})

describe('a model', () => {
  it('that says nothing has no price, and its answers are never given again', () => {
    expect(only({}).value?.catalogue.get('gpt-9')).toEqual({
      price: undefined,
      contextWindow: undefined,
      maxOutputTokens: undefined,
      fallbacks: [],
      cacheTtlSeconds: 0,
      quality: undefined,
      speed: undefined,
    })
  })

  it('is all that it says', () => {
    const row = {
      price: { input: 2, output: 8, cachedInput: 0.5, audioInput: 10, audioOutput: 20 },
      contextWindow: 128_000,
      maxOutputTokens: 16_384,
      fallbacks: ['gpt-8'],
      cacheTtlSeconds: 3600,
      quality: 9,
      speed: 1.5,
    }
    expect(only(row).value?.catalogue.get('gpt-9')).toEqual(row)
  })

  it('may cost nothing', () => {
    expect(only({ price: { input: 0, output: 0 } }).value?.catalogue.get('gpt-9')?.price).toEqual({
      input: 0,
      output: 0,
    })
  })

  it('may be called like a method of every object', () => {
    const { value } = only({ cacheTtlSeconds: 60 }, 'constructor')
    expect(value?.catalogue.get('constructor')?.cacheTtlSeconds).toBe(60)
    expect(value?.catalogue.get('toString')).toBeUndefined()
  })
})

describe('one fault refuses the whole document:', () => {
  it.each<[string, unknown, string]>([
    ['a price without its output', { price: { input: 1 } }, 'price.output'],
    ['a price that is paid to the caller', { price: { input: -1, output: 1 } }, 'price.input'],
    ['a price as text', { price: { input: '1', output: 1 } }, 'price.input'],
    ['a price that is none', { price: { input: Number.NaN, output: 1 } }, 'price.input'],
    [
      'a price without end',
      { price: { input: 1, output: 1, cachedInput: Number.POSITIVE_INFINITY } },
      'price.cachedInput',
    ],
    ['a window of nothing', { contextWindow: 0 }, 'contextWindow'],
    ['half a token', { maxOutputTokens: 0.5 }, 'maxOutputTokens'],
    ['a model to turn to without a name', { fallbacks: [''] }, 'fallbacks[0]'],
    ['a time below nothing', { cacheTtlSeconds: -1 }, 'cacheTtlSeconds'],
    ['more than thirty days', { cacheTtlSeconds: 30 * 24 * 3600 + 1 }, 'cacheTtlSeconds'],
    ['a mark of nothing', { quality: 0 }, 'quality'],
    ['a mark of eleven', { speed: 11 }, 'speed'],
  ])('%s', (_, row, path) => {
    const parsed = parseModels({ catalogue: { good: {}, bad: row } })
    expect(parsed.value).toBeUndefined()
    expect(parsed.problems.map(problem => problem.path)).toEqual([`catalogue.bad.${path}`])
  })

  it.each([undefined, null, 5, 'x', [], { catalogue: [] }, { catalogue: { a: null } }])('%j', value => {
    expect(parseModels(value).value).toBeUndefined()
    expect(pathsOf(value).length).toBeGreaterThan(0)
  })

  it('a name that is empty or longer than a call may say', () => {
    expect(only({}, '').value).toBeUndefined()
    expect(only({}, 'x'.repeat(257)).value).toBeUndefined()
    expect(only({}, 'x'.repeat(256)).value).toBeDefined()
  })
})

describe('a field that nobody reads', () => {
  it.each<[unknown, string]>([
    [{ catalogue: { good: {}, odd: { prise: { input: 1, output: 1 } } } }, 'catalogue.odd.prise'],
    [
      { catalogue: { good: {}, odd: { price: { input: 1, output: 1, cacheWrite: 2 } } } },
      'catalogue.odd.price.cacheWrite',
    ],
    [
      { catalogue: { good: {} }, tasks: { draft: { model: 'good', max_tokens: 5 } } },
      'tasks.draft.max_tokens',
    ],
  ])('is told of, and the rest is taken: %j', (document, path) => {
    const { value, problems } = parseModels(document)
    expect(value?.catalogue.has('good')).toBe(true)
    expect(problems).toEqual([{ path, message: expect.stringContaining('no such field') }])
  })
})

describe('what the operator says', () => {
  const bundled = only({ price: { input: 1, output: 1 } }).value

  it('leaves the bundled models that it does not name as they are', () => {
    const { value } = parseModels({ catalogue: { own: {} } }, { bundled })
    expect([...(value?.catalogue.keys() ?? [])]).toEqual(['gpt-9', 'own'])
    expect(value?.catalogue.get('gpt-9')?.price).toEqual({ input: 1, output: 1 })
  })

  it('stands in place of a bundled model as a whole', () => {
    const { value } = parseModels({ catalogue: { 'gpt-9': { cacheTtlSeconds: 5 } } }, { bundled })
    expect(value?.catalogue.get('gpt-9')).toMatchObject({ price: undefined, cacheTtlSeconds: 5 })
  })

  it('may be nothing', () => {
    expect(parseModels({}, { bundled }).value).toEqual(bundled)
  })
})
