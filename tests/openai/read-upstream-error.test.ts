import { describe, expect, it } from 'vitest'
import { readUpstreamError } from '@/lib/openai/read-upstream-error'

const told = (message: string) => readUpstreamError({ error: { message } })?.message ?? ''

describe("an endpoint's error", () => {
  it('is read whole', () => {
    const error = { message: 'Too long.', type: 'invalid_request_error', param: 'messages', code: 'too_long' }
    expect(readUpstreamError({ error: { ...error, stack: 'at x' }, trace: 'y' })).toEqual(error)
  })

  it('is read from a text', () => {
    expect(readUpstreamError({ error: 'Too long.' })).toEqual({
      message: 'Too long.',
      type: 'invalid_request_error',
      param: null,
      code: null,
    })
  })

  it.each([
    {},
    { message: '', type: '', param: '', code: '' },
    { message: 1, type: {}, param: null, code: 429 },
  ])('has what every error has, where it says nothing: %j', error => {
    expect(readUpstreamError({ error })).toEqual({
      message: 'The endpoint refused the call.',
      type: 'invalid_request_error',
      param: null,
      code: null,
    })
  })

  it.each([undefined, null, 'Too long.', 5, [], {}, { message: 'x' }, { error: null }, { error: 5 }])(
    'is missing from %j',
    body => {
      expect(readUpstreamError(body)).toBeUndefined()
    },
  )

  it('holds 1,000 characters at most', () => {
    expect(told('x '.repeat(5000)).length).toBeLessThanOrEqual(1000)
    expect(readUpstreamError({ error: 'x '.repeat(5000) })?.message.length).toBeLessThanOrEqual(1000)
  })
})

describe('of an error message stays', () => {
  it.each([
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
    "Invalid value: 'wizard'. Supported values are: 'system', 'assistant', 'user'.",
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    'The model `gpt-4.1` does not exist.',
    'Expected a value between 0.5 and 1.75, e.g. 1.0.',
  ])('what helps the caller: %s', message => {
    expect(told(message)).toBe(message)
  })
})

describe('of an error message is taken out', () => {
  it.each<[string, string, string]>([
    ['a key', 'Incorrect API key provided: sk-proj-AbC_123-xyz.', 'AbC_123'],
    ['a masked key', 'Incorrect API key provided: sk-12**********3456.', '3456'],
    ['a key of another maker', 'Invalid credential gsk_AbCdEf0123456789AbCdEf0123456789', 'AbCdEf0123456789'],
    ['a key behind its name', 'Wrong api-key: 0123456789abcdef0123456789abcdef', '0123456789abcdef'],
    ['a bearer token', 'Bearer eyJhbGciOi.J9.abc was refused', 'eyJhbGciOi'],
    ['an organization', 'in organization org-AbCdEf123456 on tokens', 'AbCdEf123456'],
    ['a project', 'in project proj_AbCdEf123456', 'AbCdEf123456'],
    ['a URL', 'See https://internal.corp:8443/x?key=1 for more', 'internal.corp'],
    ['a URL in capitals', 'HTTPS://Host.Example/x', 'Host.Example'],
    ['a host', 'getaddrinfo ENOTFOUND eu-api.example.com', 'eu-api.example'],
    ['a host with its port', 'connect ECONNREFUSED api.prod.internal:8443', 'api.prod.internal'],
    ['a host of a country', 'getaddrinfo ENOTFOUND llm.example.de', 'llm.example.de'],
    ['a host of a country with two parts', 'upstream llm.example.co.uk:8443 failed', 'llm.example'],
    ['a host of a cluster', 'dial llm.default.svc.cluster.local', 'llm.default'],
    ['an address', 'connect ECONNREFUSED 10.0.0.7', '10.0.0.7'],
    ['an address with its port', 'connect ECONNREFUSED 10.0.0.7:443', '10.0.0.7'],
    ['an IPv6 address', 'connect ECONNREFUSED 2001:db8::7', '2001:db8'],
    ['an IPv6 address with its port', 'connect ECONNREFUSED [fd12:3456:789a::1]:443', 'fd12:3456'],
  ])('%s', (_, message, secret) => {
    expect(message).toContain(secret)
    expect(told(message)).not.toContain(secret)
    expect(told(message)).toContain('[redacted]')
    expect(readUpstreamError({ error: message })?.message).not.toContain(secret)
  })

  it('each of several', () => {
    const message = 'org-AbCdEf123456 at https://a.example/x, org-GhIjKl123456 at 10.0.0.7 and 10.0.0.8'
    expect(told(message)).not.toMatch(/AbCdEf|GhIjKl|a\.example|10\.0/)
  })

  it('what would be cut in two by the limit', () => {
    expect(told(`${'x '.repeat(495)}sk-proj-CANARY1234567890CANARY`)).not.toContain('CANARY')
  })
})

describe('of the other fields of an error is taken out', () => {
  it.each(['type', 'param', 'code'])('what is no plain word: %s', field => {
    const secrets = [
      'https://user:pw@internal.corp/x',
      'sk-proj-AbCdEf123456',
      '10.0.0.7:443',
      'x'.repeat(2000),
    ]
    for (const secret of secrets) {
      const error = readUpstreamError({ error: { message: 'Too long.', [field]: secret } })
      expect(JSON.stringify(error)).not.toContain(secret)
    }
  })

  it.each(['messages[0].content', 'tools[1].function.parameters', 'max_tokens'])(
    'no name of a field: %s',
    param => {
      expect(readUpstreamError({ error: { message: 'x', param } })?.param).toBe(param)
    },
  )
})

// What searches it whole takes minutes, and fails by the runner's limit.
it.each(['a-', 'a.', 'a1', '1.', 'sk-', 'https://', 'x:'])(
  'an error that says %j over and over is cut short',
  piece => {
    expect(told(piece.repeat(500_000))?.length).toBeLessThanOrEqual(1000)
  },
)
