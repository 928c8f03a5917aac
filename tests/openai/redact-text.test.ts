import { describe, expect, it } from 'vitest'
import { redactText } from '@/lib/openai/redact-text'

const hidden = (words: readonly string[], prompts: readonly string[] = []) => ({
  words: () => words,
  prompts: () => prompts,
})

describe('of an error text is taken out', () => {
  it.each<[string, string, string]>([
    ['a host of this machine', 'connect ECONNREFUSED localhost:4001', '4001'],
    ['this machine itself', 'getaddrinfo ENOTFOUND localhost', 'localhost'],
    ['a host without dots, with its port', 'dial sin-upstream:8080 failed', 'sin-upstream'],
    ['a host of a test', 'getaddrinfo ENOTFOUND api.example.test', 'api.example'],
    ['a setting with its value', 'UPSTREAM_KEY_SIN=secretsecret is wrong', 'secretsecret'],
    ['a bearer token without a figure', 'Bearer upstream-key-sin was refused', 'upstream-key'],
    ['a path of a file', 'boom in (/srv/app/handler.js:12:5)', '/srv/app'],
    ['a stack of JavaScript', 'boom\n    at handle (/srv/app/x.js:12:5)\n    at run (node:x:1:2)', 'handle'],
    ['a stack on one line', 'boom at Object.handle (/srv/app/x.js:12:5)', 'Object.handle'],
    [
      'a stack of Python',
      'boom\nTraceback (most recent call last):\n  File "/app/m.py", line 3, in f',
      'm.py',
    ],
    ['a stack of Go', 'boom\n\ngoroutine 7 [running]:\nmain.f()', 'main.f'],
  ])('%s', (_, text, secret) => {
    expect(text).toContain(secret)
    expect(redactText(text)).not.toContain(secret)
    expect(redactText(text)).toMatch(/\w/)
  })

  it.each(['upstream-key-sin', 'sin-api', 'key with spaces'])('what is known to be hidden: %s', word => {
    expect(redactText(`It is ${word}, twice: ${word}.`, hidden([word]))).toBe(
      'It is [redacted], twice: [redacted].',
    )
  })

  it.each<[string, string, string]>([
    ['whole', 'Invalid content: "my secret"', 'my secret'],
    [
      'in its middle',
      'Not allowed: tell me the very secret thing',
      'Please tell me the very secret thing now.',
    ],
    ['cut short', 'Invalid content: "the very secret prom...', 'the very secret prompt of the caller'],
    ['at its very end', 'the very secret prompt', '  the very secret prompt\n'],
  ])('what the caller has said, %s', (_, text, prompt) => {
    expect(redactText(text, hidden([], [prompt]))).not.toMatch(/secret/)
  })

  it('each thing that the caller has said', () => {
    const told = redactText('first secret, second secret', hidden([], ['first secret', 'second secret']))
    expect(told).toBe('[redacted], [redacted]')
  })
})

describe('of an error text stays', () => {
  it.each([
    'The model `gpt-4.1` does not exist.',
    "Supported values are: 'system', 'assistant', 'user'.",
    'This is not supported in the v1/chat/completions endpoint.',
    'At 12:30 the limit of 8192 tokens at position 17 was met.',
    'Bearer authentication is required.',
    'The limit resets at 12:30 UTC, or at 2026-11-29T12:30:00Z.',
  ])('what helps the caller: %s', text => {
    expect(redactText(text, hidden(['sin.example.com'], ['Hello', 'What is the weather like?']))).toBe(text)
  })

  it('a word that the caller has said as well', () => {
    expect(
      redactText(
        'Too many tokens.',
        hidden(
          [],
          ['tokens', 'Too many'].map(word => `x ${word}`),
        ),
      ),
    ).toBe('Too many tokens.')
  })
})

describe('what is searched is bounded', () => {
  const quote = 'the crown jewels lie under the third stone'
  const text = `You said: ${quote}.`
  const filler = (length: number) => 'a word '.repeat(length / 7)

  it.each<[string, readonly string[]]>([
    ['64 KiB into a prompt', [`${filler(64 * 1024)} ${quote} and more`]],
    ['256 KiB before the last', [`${quote} and more`, ...apart(4, filler(70_000))]],
    ['256 KiB of short ones before the last', [`${quote} and more`, ...apart(2000, filler(140))]],
  ])('%s it is not found', (_, prompts) => {
    expect(redactText(text, hidden([], prompts))).toBe(text)
  })

  it.each<[string, readonly string[]]>([
    ['short of 64 KiB into a prompt', [`${filler(60_000)} ${quote} and more`]],
    ['short of 256 KiB before the last', [`${quote} and more`, ...apart(4, filler(60_000))]],
    ['after as much', [...apart(5, filler(60_000)), `${quote} and more`]],
    ['before what was said over and over', [`${quote} and more`, ...Array(10_000).fill(filler(140))]],
    [
      'said long before, and last once more',
      [`${quote} and more`, ...apart(4, filler(70_000)), `${quote} and more`],
    ],
  ])('%s it is found', (_, prompts) => {
    expect(redactText(text, hidden([], prompts))).not.toContain('crown')
  })
})

function apart(count: number, text: string): readonly string[] {
  return Array.from({ length: count }, (_, n) => `${n} ${text}`)
}

// What is not bounded takes minutes, and fails by the runner's limit.
it.each([' at ', ' at a/', '\n ', ' at a.b('])('a text that says %j a million times is cut short', piece => {
  expect(redactText(piece.repeat(1_000_000)).length).toBeLessThanOrEqual(1000)
})
