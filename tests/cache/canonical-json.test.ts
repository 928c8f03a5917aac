import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '@/lib/cache/canonical-json'
import { isObject } from '@/lib/openai/is-object'

/** The same value with the fields of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, each]) => [name, reversed(each)]),
  )
}

const json = fc.jsonValue({ noUnicodeString: false })

describe('the canonical text', () => {
  it('has the fields in one order, at every depth', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}')
  })

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]))
  })

  it('leaves out what is undefined', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
    expect(canonicalJson(undefined)).toBe('null')
  })

  it.each([[''], ['"'], ['a":1,"b'], ['\u2028'], ['\ud800']])('is JSON also where a name is %j', name => {
    expect(JSON.parse(canonicalJson({ [name]: name }))).toEqual({ [name]: name })
  })

  it('does not depend on the order of fields', () => {
    fc.assert(fc.property(json, value => canonicalJson(reversed(value)) === canonicalJson(value)))
  })

  it('says the same as the value', () => {
    fc.assert(
      fc.property(json, value => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('is one of two values only where they are equal', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        const areEqual =
          JSON.stringify(JSON.parse(canonicalJson(one))) === JSON.stringify(JSON.parse(canonicalJson(other)))
        expect(canonicalJson(one) === canonicalJson(other)).toBe(areEqual)
      }),
    )
  })
})
