import { describe, expect, it } from 'vitest'
import { unexpectedWarnings } from './unexpected-warnings'

describe('a warning of the build', () => {
  it.each([
    '⚠ The Edge Runtime is deprecated. You can use the "nodejs" runtime instead.',
    '⚠ Using edge runtime on a page currently disables static generation for that page',
    '⚠ The "middleware" file convention is deprecated. Please use "proxy" instead.',
  ])('is known: %s', line => {
    expect(unexpectedWarnings(`Building\n${line}\nDone`)).toEqual([])
  })

  it.each([
    '⚠ Invalid next.config.ts options detected',
    'Warning: The function is larger than it may be',
    'Warning: Detected "engines": { "node": ">=20.9" } in your `package.json`',
    'WARNING! Build not running on Vercel. System environment variables will not be available.',
    'npm warn Unknown user config "nodedir".',
  ])('is told of: %s', line => {
    expect(unexpectedWarnings(`Building\n${line}\nDone`)).toEqual([line])
  })
})
