import { describe, expect, it } from 'vitest'
import { isSessionText, sessionMs, sessionText } from '@/lib/access/session-text'

const now = Date.UTC(2026, 10, 2, 12)
const secret = 'CANARY-token-of-the-operator'

describe('a session', () => {
  it('is good until it ends', async () => {
    const text = await sessionText(secret, now + sessionMs)
    expect(await isSessionText(text, { secret, now })).toBe(true)
    expect(await isSessionText(text, { secret, now: now + sessionMs - 1 })).toBe(true)
    expect(await isSessionText(text, { secret, now: now + sessionMs })).toBe(false)
  })

  it('is good with the secret alone that it was made with', async () => {
    const text = await sessionText(secret, now + sessionMs)
    expect(await isSessionText(text, { secret: `${secret}x`, now })).toBe(false)
  })

  it('does not show the secret', async () => {
    expect(await sessionText(secret, now + sessionMs)).not.toContain('CANARY')
  })

  it('cannot be made to last', async () => {
    const [, proof] = (await sessionText(secret, now + 1000)).split('.')
    expect(await isSessionText(`${now + 2000}.${proof}`, { secret, now })).toBe(false)
    const long = await sessionText(secret, now + sessionMs + 1)
    expect(await isSessionText(long, { secret, now })).toBe(false)
  })

  it.each([
    '',
    '.',
    'x',
    secret,
    `${now + 1000}`,
    `${now + 1000}.`,
    `${now + 1000}.${'0'.repeat(64)}`,
    `-1.${'0'.repeat(64)}`,
  ])('is none: %j', async text => {
    expect(await isSessionText(text, { secret, now })).toBe(false)
  })
})
