import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { beginWithAKey } from '@/lib/commands/begin-with-a-key'

const run = (code: string) => new Function(`const given = { a: 1, b: 2 }; return (${code})`)()

describe('beginWithAKey', () => {
  it.each([
    ['{ ...given, c: 3 }', '{c:void 0, ...given, c: 3 }'],
    ['{ ...given, a: 3 }', '{a:void 0, ...given, a: 3 }'],
    ['{ ...given, ...given, "c d": 3 }', '{"c d":void 0, ...given, ...given, "c d": 3 }'],
    ['{ ...given, m() { return 3 } }', '{m:void 0, ...given, m() { return 3 } }'],
    ['{ ...given, 7: [{ ...given, c: 3 }] }', '{7:void 0, ...given, 7: [{c:void 0, ...given, c: 3 }] }'],
    ['{ ...given, get g() { return 1 }, c: 3 }', '{c:void 0, ...given, get g() { return 1 }, c: 3 }'],
  ])('begins %s with what is added', (code, expected) => {
    const changed = beginWithAKey(`(${code})`)
    expect(changed).toBe(`(${expected})`)
    // Each run makes methods of its own.
    expect({ ...run(changed), m: undefined }).toEqual({ ...run(code), m: undefined })
  })

  it.each([
    ['nothing is added', '({ ...given })'],
    ['it begins with a key', '({ c: 3, ...given })'],
    ['only an accessor is added', '({ ...given, get g() { return 1 } })'],
    ['the name is not known', '({ ...given, [given.a]: 3 })'],
    ['a prototype is set', '({ ...given, __proto__: null })'],
    ['it takes apart', 'const { a, ...rest } = given; const f = ({ b, ...others }) => others'],
    ['it is a text', '"{ ...given, c: 3 }"'],
  ])('leaves alone where %s', (_, code) => {
    expect(beginWithAKey(code)).toBe(code)
  })

  it('has all objects of one place share a hidden class, on whichever Node', () => {
    const code = 'const make = n => ({ ...given, c: n });'
    const program = `const given = { a: 1 }; ${beginWithAKey(code)} make(0); make(1);
console.log(%HaveSameMap(make(2), make(3)))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--allow-natives-syntax', '-e', program])
    expect(`${stdout}${stderr}`).toBe('true\n')
  })
})
