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

it.each<[string, readonly string[]]>([
  ['a long prompt', ['a word '.repeat(600_000)]],
  ['many long prompts', Array(60).fill('a word '.repeat(9000))],
  ['many prompts', Array(12_000).fill('a word '.repeat(40))],
])('%s takes no noticeable time', (_, prompts) => {
  const begun = performance.now()
  redactText('a word a wore '.repeat(70), hidden([], prompts))
  expect(performance.now() - begun).toBeLessThan(500)
})

it.each([' at ', ' at a/', '\n ', ' at a.b('])('%j over and over takes no noticeable time', piece => {
  const begun = performance.now()
  redactText(piece.repeat(16_000))
  expect(performance.now() - begun).toBeLessThan(250)
})
