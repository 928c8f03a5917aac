import { describe, expect, it } from 'vitest'
import { createApiKey, parseApiKey } from '@/lib/access/api-key'

const id = 'AAAAAAAAAAAA'
const secret = 'b'.repeat(40)

describe('an API key', () => {
  it('is read with its id', () => {
    const text = `iso_${id}_${secret}`
    expect(parseApiKey(text)).toEqual({ id, text })
  })

  it.each([
    '',
    'iso_',
    `iso_${id}_`,
    `iso_${id}_${secret}x`,
    `iso_${id}_${secret.slice(1)}`,
    `iso_${id}x_${secret}`,
    `ISO_${id}_${secret}`,
    `iso-${id}-${secret}`,
    ` iso_${id}_${secret}`,
    `iso_${id}_${secret}\n`,
    `iso_${id}_${secret.slice(1)}*`,
    `iso_${id.slice(1)}:_${secret}`,
    `iso_${id.slice(1)}é_${secret}`,
    `sk-${secret}`,
  ])('is nothing else: %j', text => {
    expect(parseApiKey(text)).toBeUndefined()
  })
})

const bytes = (value: (at: number) => number) => (count: number) =>
  new Uint8Array(count).map((_, at) => value(at))

describe('a new key', () => {
  it('can be read again', () => {
    const key = createApiKey(bytes(at => at * 7))
    expect(parseApiKey(key.text)).toEqual(key)
  })

  it('is made of all its bytes', () => {
    expect(createApiKey(bytes(at => at)).text).toBe(
      'iso_ABCDEFGHIJKL_MNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    )
  })

  it('asks for more bytes where too many cannot be used', () => {
    let asked = 0
    const key = createApiKey(count => {
      asked += 1
      return new Uint8Array(count).fill(asked === 1 ? 250 : 61)
    })
    expect(asked).toBe(2)
    expect(key.text).toBe(`iso_${'9'.repeat(12)}_${'9'.repeat(40)}`)
  })

  it('has each character as often as any other', () => {
    let state = 1
    const randomByte = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 24
    }
    const counts = new Map<string, number>()
    for (let made = 0; made < 5000; made++) {
      const { text } = createApiKey(count => new Uint8Array(count).map(randomByte))
      for (const character of text.replace(/^iso_(.*)_/, '$1'))
        counts.set(character, (counts.get(character) ?? 0) + 1)
    }
    const mean = (5000 * 52) / 62
    expect(counts.size).toBe(62)
    // Without its correction eight of them would come a quarter more often.
    for (const count of counts.values()) expect(Math.abs(count / mean - 1)).toBeLessThan(0.1)
  })
})
