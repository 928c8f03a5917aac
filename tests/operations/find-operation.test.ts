import { describe, expect, it } from 'vitest'
import { findOperation } from '@/lib/operations/find-operation'

describe('an operation', () => {
  it.each([
    ['POST', '/chat/completions', 'chat.completions'],
    ['GET', '/models', 'models.list'],
    ['GET', '/models/gpt-4.1', 'models.retrieve'],
    ['GET', '/models/openai/gpt-4.1', 'models.retrieve'],
  ])('is found at %s %s', (method, path, name) => {
    expect(findOperation(method, path)).toMatchObject({ method, name })
  })

  it.each([
    ['/models', 'models.list'],
    ['/models/gpt-4.1', 'models.retrieve'],
  ])('that is read takes HEAD as well: %s', (path, name) => {
    expect(findOperation('HEAD', path)).toMatchObject({ method: 'GET', name })
  })
})

describe('a path that is not served', () => {
  it.each([
    '',
    '/',
    '/chat',
    '/chat/completions/',
    '/chat/completions/1',
    '/Chat/Completions',
    '/models/',
    '/modelsx',
    '/v1/models',
    '/engines',
    '/__proto__',
  ])('is unknown: %j', path => {
    expect(() => findOperation('GET', path)).toThrow(
      expect.objectContaining({
        code: 'unknown_operation',
        status: 404,
        message: expect.stringContaining('POST /v1/chat/completions'),
      }),
    )
  })

  it('is not repeated to the caller', () => {
    expect(() => findOperation('GET', '/CANARY')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('CANARY') }),
    )
  })
})

describe('a method that a path does not take', () => {
  it.each([
    ['GET', '/chat/completions', 'POST'],
    ['DELETE', '/chat/completions', 'POST'],
    ['post', '/chat/completions', 'POST'],
    ['HEAD', '/chat/completions', 'POST'],
    ['POST', '/models', 'GET, HEAD'],
    ['DELETE', '/models/gpt-4.1', 'GET, HEAD'],
  ])('is refused with those that it does: %s %s', (method, path, allow) => {
    expect(() => findOperation(method, path)).toThrow(
      expect.objectContaining({
        code: 'method_not_allowed',
        status: 405,
        details: expect.objectContaining({ allow }),
      }),
    )
  })
})
