import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanMembers } from '@/lib/openai/scan-members'

/** The text of each member's value, by its name. */
function valuesOf(text: string): Record<string, string> {
  const spans = [...scanMembers(text)]
  return Object.fromEntries(spans.map(([name, { start, end }]) => [name, text.slice(start, end)]))
}

const refusal = (code: string) => expect.objectContaining({ code, status: 400 })

const nested = (levels: number, [open, close]: readonly [string, string] = ['[', ']']) =>
  `{"a":${open.repeat(levels - 1)}1${close.repeat(levels - 1)}}`

describe('the span of a member', () => {
  it.each<[string, string, Record<string, string>]>([
    ['an empty object', '{}', {}],
    ['one member', '{"model":"gpt"}', { model: '"gpt"' }],
    ['several', '{"a":1,"b":[1,2],"c":{"d":"e"}}', { a: '1', b: '[1,2]', c: '{"d":"e"}' }],
    ['whitespace', ' \n{\t"a" :\r\n 1 \t, "b"\n:\n[ 1 , 2 ] }\n ', { a: '1', b: '[ 1 , 2 ]' }],
    ['constants', '{"a":null,"b":true,"c":false}', { a: 'null', b: 'true', c: 'false' }],
    [
      'numbers as they are written',
      '{"a":1.0,"b":-1e2,"c":12345678901234567890}',
      { a: '1.0', b: '-1e2', c: '12345678901234567890' },
    ],
    ['brackets in strings', '{"a":"}]{[,:","b":"{"}', { a: '"}]{[,:"', b: '"{"' }],
    [
      'escaped quotes',
      String.raw`{"a":"\"b\":1,","c":"\\"}`,
      { a: String.raw`"\"b\":1,"`, c: String.raw`"\\"` },
    ],
    [
      'escaped backslashes before a quote',
      String.raw`{"a":"\\\\","b":"\\\""}`,
      { a: String.raw`"\\\\"`, b: String.raw`"\\\""` },
    ],
    ['an escaped name', String.raw`{"mod\u0065l":"x","\"":1}`, { model: '"x"', '"': '1' }],
    ['a name with a colon and a comma', '{"a:b,c":1}', { 'a:b,c': '1' }],
    ['an empty name', '{"":"x"}', { '': '"x"' }],
    ['a name that is also a value', '{"a":"b","b":"a"}', { a: '"b"', b: '"a"' }],
    ['letters beyond ASCII', '{"tên":"Việt 🇻🇳","b":1}', { tên: '"Việt 🇻🇳"', b: '1' }],
    ['a list', '[{"a":1},{"a":2}]', {}],
    ['a text', '"{\\"a\\":1}"', {}],
    ['nothing', '', {}],
  ])('is exact with %s', (_, text, values) => {
    expect(valuesOf(text)).toEqual(values)
  })

  it('is inert under a name that every object has', () => {
    const members = scanMembers('{"__proto__":{"x":1},"constructor":2}')
    expect([...members.keys()]).toEqual(['__proto__', 'constructor'])
    expect(members.get('toString')).toBeUndefined()
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })

  it('holds what parsing finds, for every object and any indentation', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 6 }), {
      noNullPrototype: true,
    })
    const indents = fc.constantFrom(undefined, 1, '\t', '  \n')
    fc.assert(
      fc.property(objects, indents, (object, indent) => {
        const text = JSON.stringify(object, null, indent)
        const found = [...scanMembers(text)].map(([name, { start, end }]) => {
          const value = text.slice(start, end)
          return [name, value === value.trim() && JSON.parse(value)]
        })
        expect(found).toEqual(Object.entries(JSON.parse(text)))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a member that is named twice', () => {
  it.each<[string, string, string]>([
    ['plainly', '{"model":"cheap","model":"dear"}', 'model'],
    ['with others between', '{"stream":true,"n":1,"x":{},"stream":false}', 'stream'],
    ['with the same value', '{"n":1,"n":1}', 'n'],
    ['once escaped', String.raw`{"model":"cheap","\u006dodel":"dear"}`, 'model'],
    ['twice escaped', String.raw`{"\u006dodel":"cheap","m\u006Fdel":"dear"}`, 'model'],
    ['though every object has it', '{"__proto__":1,"__proto__":2}', '__proto__'],
    ['though it is empty', '{"":1,"":2}', ''],
  ])('is refused: %s', (_, text, param) => {
    expect(() => scanMembers(text)).toThrow(
      expect.objectContaining({
        code: 'duplicate_key',
        status: 400,
        details: expect.objectContaining({ param }),
      }),
    )
  })

  it('is refused with no more than 64 characters of its name', () => {
    const name = 'k'.repeat(1000)
    expect(() => scanMembers(`{"${name}":1,"${name}":2}`)).toThrow(
      expect.objectContaining({ message: `The body names '${'k'.repeat(64)}' twice.` }),
    )
  })

  it.each<[string, string]>([
    ['in another case', '{"model":1,"Model":2}'],
    ['within a value', '{"model":"a","metadata":{"model":"b"}}'],
    ['within two values', '{"a":{"x":1},"b":{"x":2}}'],
    ['in a string', String.raw`{"a":"\"a\":1","b":2}`],
    ['as a value', '{"a":"a"}'],
  ])('is not meant where the name stands %s', (_, text) => {
    expect(() => scanMembers(text)).not.toThrow()
  })
})

describe('nesting', () => {
  it.each([
    ['lists', ['[', ']']],
    ['objects', ['{"a":', '}']],
  ] as const)('is allowed to 64 levels and refused at 65: %s', (_, brackets) => {
    expect(valuesOf(nested(64, brackets))).toHaveProperty('a')
    expect(() => scanMembers(nested(65, brackets))).toThrow(refusal('json_too_deep'))
  })

  it('of 100,000 levels is refused, closed or not', () => {
    expect(() => scanMembers(nested(100_000))).toThrow(refusal('json_too_deep'))
    expect(() => scanMembers('['.repeat(100_000))).toThrow(refusal('json_too_deep'))
    expect(() => scanMembers('{"a":'.repeat(100_000))).toThrow(refusal('json_too_deep'))
  })

  it('does not grow with brackets in strings, or side by side', () => {
    expect(valuesOf(`{"a":"${'[{'.repeat(1000)}"}`)).toHaveProperty('a')
    expect(valuesOf(`{"a":[${'[],'.repeat(1000)}1]}`)).toHaveProperty('a')
  })
})

describe('how many values a body holds', () => {
  const list = (count: number, value = 'true') => `{"a":[${Array(count).fill(value).join(',')}]}`
  const objects = (count: number) => `{"a":[${Array(count).fill('{"x":1,"y":2}').join(',')}]}`

  it('is bounded: 50,000 are read, and one more than what can be counted is refused', () => {
    expect(valuesOf(list(50_000))).toHaveProperty('a')
    expect(() => scanMembers(list(50_002))).toThrow(refusal('invalid_request'))
  })

  it.each(['1', '-1', ' 7'])('is eight times as many where they are numbers: %j', value => {
    expect(valuesOf(list(400_000, value))).toHaveProperty('a')
    expect(() => scanMembers(list(400_002, value))).toThrow(refusal('invalid_request'))
  })

  it.each([
    ['in many objects', objects(50_000)],
    ['in the outermost object', `{${Array.from({ length: 50_002 }, (_, at) => `"k${at}":1`).join(',')}}`],
    ['of nothing', `{"a":[${','.repeat(50_001)}]}`],
    ['without an end', `{"a":[${'1,'.repeat(4_000_000 / 2)}`],
  ])('is bounded %s', (_, text) => {
    expect(() => scanMembers(text)).toThrow(refusal('invalid_request'))
  })

  it('does not grow with commas in a text', () => {
    expect(valuesOf(`{"a":"${','.repeat(1_000_000)}","b":1}`)).toHaveProperty('b', '1')
    expect(valuesOf(`{"a":"${String.raw`,\",`.repeat(100_000)}","b":1}`)).toHaveProperty('b', '1')
  })

  it('is told without the body', () => {
    expect(() => scanMembers(list(50_002))).toThrow('The body holds more than 50000 values.')
  })
})

describe('a text that is not JSON', () => {
  it.each([
    '{"a":1',
    '{"a',
    '{"a":"',
    '{"a":"\\',
    '{"a\\',
    '{:1}',
    '{,}',
    '}{',
    ']]]]',
    '{"a":1}}}',
    String.raw`{"\u00":1}`,
    'undefined',
  ])('is left to the parser: %j', text => {
    expect(() => scanMembers(text)).not.toThrow()
  })

  it('never throws anything but a refusal', () => {
    const soup = fc.string({ unit: fc.constantFrom(...'{}[]":,\\ua1 \n'), maxLength: 60 })
    fc.assert(
      fc.property(soup, text => {
        try {
          scanMembers(text)
        } catch (error) {
          expect(error).toMatchObject({ name: 'ApiError', status: 400 })
        }
      }),
      { numRuns: 5000 },
    )
  })
})
