import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSealed, sealText } from '@/lib/cache/seal-text'

const seal = { name: 'name', secret: 'secret' }
const texts = fc.string({ unit: 'grapheme', maxLength: 100 })
const names = fc.string({ minLength: 1, maxLength: 20 })

describe('a sealed text', () => {
  it('opens under its name and secret as it was', async () => {
    await fc.assert(
      fc.asyncProperty(texts, names, names, async (text, name, secret) => {
        expect(await openSealed(await sealText(text, { name, secret }), { name, secret })).toBe(text)
      }),
    )
  })

  it('opens under no other name or secret', async () => {
    await fc.assert(
      fc.asyncProperty(texts, names, names, async (text, name, other) => {
        fc.pre(name !== other)
        const stored = await sealText(text, { name, secret: 'secret' })
        expect(await openSealed(stored, { name: other, secret: 'secret' })).toBeUndefined()
        const byName = await sealText(text, { name: 'name', secret: name })
        expect(await openSealed(byName, { name: 'name', secret: other })).toBeUndefined()
      }),
    )
  })

  it('does not open with any one character changed', async () => {
    const stored = await sealText('{"a":1}', seal)
    for (let at = 0; at < stored.length; at++) {
      const other = stored[at] === 'x' ? 'y' : 'x'
      const changed = stored.slice(0, at) + other + stored.slice(at + 1)
      expect(await openSealed(changed, seal), changed).toBeUndefined()
    }
  })

  it('does not open with a character taken away or added', async () => {
    const stored = await sealText('{"a":1}', seal)
    for (let at = 0; at <= stored.length; at++) {
      expect(await openSealed(`${stored.slice(0, at)}.${stored.slice(at)}`, seal)).toBeUndefined()
      if (at < stored.length)
        expect(await openSealed(stored.slice(0, at) + stored.slice(at + 1), seal)).toBeUndefined()
    }
  })

  it('says nothing of its secret', async () => {
    expect(await sealText('text', { name: 'name', secret: 'CANARY' })).not.toContain('CANARY')
  })
})

it.each(['', '.', 'text', '.text', '@objects', '{"a":1}', `${'0'.repeat(64)}.text`])(
  'what was never sealed does not open: %j',
  async stored => {
    expect(await openSealed(stored, seal)).toBeUndefined()
  },
)
