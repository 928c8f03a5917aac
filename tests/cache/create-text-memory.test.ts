import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTextMemory } from '@/lib/cache/create-text-memory'

const now = 1_790_000_000_000
const kept = (text: string, seconds = 60, at = now) => ({ text, seconds, now: at })
const size = (name: string, text: string) => (name.length + text.length) * 2 + 200

describe('a text', () => {
  it('is there until its time is over', () => {
    const memory = createTextMemory(10_000)
    memory.set('a', kept('text', 60))
    expect(memory.get('a', now + 59_999)).toBe('text')
    expect(memory.get('a', now + 60_000)).toBeUndefined()
    expect(memory.get('a', now)).toBeUndefined()
  })

  it('takes the place of the one before, with its own time', () => {
    const memory = createTextMemory(10_000)
    memory.set('a', kept('old', 600))
    memory.set('a', kept('new', 1))
    expect(memory.get('a', now)).toBe('new')
    expect(memory.get('a', now + 1000)).toBeUndefined()
  })

  it('may be empty, and called like a field of every object', () => {
    const memory = createTextMemory(10_000)
    memory.set('__proto__', kept(''))
    expect(memory.get('__proto__', now)).toBe('')
    expect(memory.get('constructor', now)).toBeUndefined()
  })

  it('is gone once it is deleted, also twice', () => {
    const memory = createTextMemory(10_000)
    memory.set('a', kept('text'))
    memory.delete('a')
    memory.delete('a')
    expect(memory.get('a', now)).toBeUndefined()
  })

  it('that is larger than the whole memory is not kept, nor the one before, and pushes nothing out', () => {
    const memory = createTextMemory(1000)
    memory.set('a', kept('a'))
    memory.set('b', kept('b'))
    memory.set('b', kept('x'.repeat(1000)))
    expect([memory.get('a', now), memory.get('b', now)]).toEqual(['a', undefined])
  })
})

describe('beyond the bound', () => {
  it('what was longest unused goes', () => {
    const memory = createTextMemory(3 * size('a', 'x'))
    for (const name of ['a', 'b', 'c']) memory.set(name, kept('x'))
    memory.get('a', now)
    memory.set('d', kept('x'))
    expect(['a', 'b', 'c', 'd'].map(name => memory.get(name, now) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ])
  })

  it('as many go as are needed', () => {
    const memory = createTextMemory(10 * size('a', 'x'))
    for (let at = 0; at < 10; at++) memory.set(String(at), kept('x'))
    memory.set('z', kept('x'.repeat(5 * 101)))
    const left = Array.from({ length: 10 }, (_, at) => memory.get(String(at), now)).filter(Boolean)
    expect(left).toHaveLength(4)
    expect(memory.get('z', now)).toBeDefined()
  })

  it('it never is, and always keeps the latest', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), name, length: fc.nat(300), seconds: fc.nat(20) }),
      fc.record({ kind: fc.constantFrom('get' as const, 'delete' as const), name }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 200, max: 2500 }), (steps, most) => {
        const memory = createTextMemory(most)
        for (const [at, each] of steps.entries()) {
          const time = now + at * 1000
          if (each.kind === 'get') memory.get(each.name, time)
          if (each.kind === 'delete') memory.delete(each.name)
          if (each.kind !== 'set') continue
          const text = 'x'.repeat(each.length)
          memory.set(each.name, kept(text, each.seconds + 1, time))
          const fits = size(each.name, text) <= most
          expect(memory.get(each.name, time)).toBe(fits ? text : undefined)
        }
        // Read in the order in which they stand, so that nothing moves.
        const all = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap(each => {
          const text = memory.get(each, now + steps.length * 1000)
          return text === undefined ? [] : [size(each, text)]
        })
        expect(all.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(most)
      }),
    )
  })

  it('what is deleted, read too late or replaced makes room', () => {
    const memory = createTextMemory(2 * size('a', 'x'))
    for (let round = 0; round < 100; round++) {
      memory.set('a', kept('x'))
      memory.set('a', kept('x'))
      memory.delete('a')
      memory.set('b', kept('x', 1))
      memory.get('b', now + 5000)
    }
    memory.set('c', kept('x'))
    memory.set('d', kept('x'))
    expect([memory.get('c', now), memory.get('d', now)]).toEqual(['x', 'x'])
  })
})
