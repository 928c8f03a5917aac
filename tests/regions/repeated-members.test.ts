import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repeatedMembers } from '@/lib/regions/repeated-members'

const paths = (text: string) => repeatedMembers(text).map(({ path }) => path)

describe('a member that stands twice', () => {
  it.each([
    ['{"a":1,"a":2}', ['a']],
    ['{"a":1,"a":2,"a":3}', ['a', 'a']],
    ['{"endpoints":{"sin":{"zone":"A","zone":"B"}}}', ['endpoints.sin.zone']],
    ['{"list":[{"a":1},{"b":1,"b":2}]}', ['list[1].b']],
    ['{"list":[1,[2,{"a":1,"a":1}]]}', ['list[1][1].a']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['{"a\\"b":1,"a\\"b":2}', ['a"b']],
    ['{"a":{"b":1},"a":{"b":1}}', ['a']],
  ])('is found by its path: %s', (text, expected) => {
    expect(paths(text)).toEqual(expected)
  })

  it.each([
    '{}',
    '[]',
    '"a"',
    '1',
    '{"a":{"b":1},"b":1}',
    '{"a":"a","b":"a"}',
    '[{"a":1},{"a":1}]',
    '{"a":"\\"a\\":1,","b":"{\\"c\\":1,\\"c\\":2}"}',
    '{"a":"\\\\","b":"\\\\\\""}',
    '{"a":[1,2,3],"b":[":",","]}',
  ])('is not seen where there is none: %s', text => {
    expect(paths(text)).toEqual([])
  })

  it('is in nothing that was written by JSON.stringify', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
        expect(repeatedMembers(JSON.stringify(value))).toEqual([])
      }),
    )
  })
})

describe('a hostile text', () => {
  it.each([
    ['one long string', `{"a":"${'x'.repeat(2_000_000)}"}`],
    ['one long string of escapes', `{"a":"${'\\\\'.repeat(1_000_000)}"}`],
    ['deep nesting', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`],
  ])('is read to an end: %s', (_, text) => {
    expect(repeatedMembers(text)).toEqual([])
  })

  it('is told of no more than fifty times', () => {
    expect(repeatedMembers(`{${'"a":1,'.repeat(10_000)}"b":1}`)).toHaveLength(50)
  })
})
