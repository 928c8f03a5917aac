import { expect, it } from 'vitest'
import { hashText } from '@/lib/openai/hash-text'

it('the numbers of texts are spread over all 32 bits, and follow from the text and the start', () => {
  const numbers = Array.from({ length: 10_000 }, (_, at) => hashText(`caller-${at}`))
  for (const part of [0, 1, 2, 3]) {
    const inPart = numbers.filter(each => Math.floor(each / 2 ** 30) === part)
    expect(inPart.length).toBeGreaterThan(2350)
    expect(inPart.length).toBeLessThan(2650)
  }
  expect(hashText('sin')).toBe(hashText('sin'))
  expect(hashText('sin')).not.toBe(hashText('sin', 1))
})
