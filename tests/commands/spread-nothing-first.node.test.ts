import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { spreadNothingFirst } from '@/lib/commands/spread-nothing-first'

const run = (code: string) => new Function(`const given = { a: 1, b: 2 }; return (${code})`)()

describe('spreadNothingFirst', () => {
  it.each([
    ['{ ...given, c: 3 }', '{ ...null,...given, c: 3 }'],
    ['{ ...given, a: 3 }', '{ ...null,...given, a: 3 }'],
    ['{ ...given, ...{ b: 1, c: 3 } }', '{ ...null,...given, ...{ b: 1, c: 3 } }'],
    ['{ ...given, [given.a]: 3 }', '{ ...null,...given, [given.a]: 3 }'],
    ['{ ...given, get g() { return 1 } }', '{ ...null,...given, get g() { return 1 } }'],
    ['{ ...given, __proto__: { c: 3 } }', '{ ...null,...given, __proto__: { c: 3 } }'],
    ['{ ...given, c: [{ ...given, c: 3 }] }', '{ ...null,...given, c: [{ ...null,...given, c: 3 }] }'],
    ['{ ...{ ...given, c: 3 }, d: 4 }', '{ ...null,...{ ...null,...given, c: 3 }, d: 4 }'],
  ])('changes how %s is made and not what it is', (code, expected) => {
    const changed = spreadNothingFirst(`(${code})`)
    expect(changed).toBe(`(${expected})`)
    const [before, after] = [run(code), run(changed)]
    expect(after).toEqual(before)
    expect(JSON.stringify(after)).toBe(JSON.stringify(before))
    expect(after.c).toEqual(before.c)
  })

  it.each([
    ['nothing is added', '({ ...given })'],
    ['it begins with a key', '({ c: 3, ...given })'],
    ['it takes apart', 'const { a, ...rest } = given; const f = ({ b, ...others }) => others'],
    ['it is a list', '[...given, 3]'],
    ['it is a text', '"{ ...given, c: 3 }"'],
  ])('leaves alone where %s', (_, code) => {
    expect(spreadNothingFirst(code)).toBe(code)
  })

  it('has all objects of one place share a hidden class, on whichever Node', () => {
    const code = 'const make = n => ({ ...given, c: n });'
    const program = `const given = { a: 1 }; ${spreadNothingFirst(code)} make(0); make(1);
console.log(%HaveSameMap(make(2), make(3)))`
    const { stdout, stderr } = spawnSync(process.execPath, ['--allow-natives-syntax', '-e', program])
    expect(`${stdout}${stderr}`).toBe('true\n')
  })
})
