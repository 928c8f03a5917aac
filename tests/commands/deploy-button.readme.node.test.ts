import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { deployButton } from '@/lib/commands/deploy-button'

it('the README’s Deploy button is of today: npm run region-map button prints it', () => {
  const buttons = readFileSync('README.md', 'utf8').match(/\[!\[Deploy with Vercel\].*\)/g)
  expect(buttons).toEqual([deployButton()])
})
