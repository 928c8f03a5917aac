import { describe, expect, it } from 'vitest'
import { readCredential } from '@/lib/access/read-credential'

type Sent = Readonly<Record<string, string>>

const credentialOf = (headers: Sent) => readCredential(new Headers(headers))

describe('the credential', () => {
  it.each<[string, Sent, string]>([
    ['the bearer token', { authorization: 'Bearer sk-123' }, 'sk-123'],
    ['the bearer token in any case', { authorization: 'bEARER sk-123' }, 'sk-123'],
    ['the bearer token after several spaces', { authorization: 'Bearer   sk-123' }, 'sk-123'],
    ['a JWT, whole', { authorization: 'Bearer aa.bb-_.cc==' }, 'aa.bb-_.cc=='],
    ['api-key', { 'api-key': 'k1' }, 'k1'],
    ['x-api-key', { 'x-api-key': 'k2' }, 'k2'],
    ['api-key before x-api-key', { 'x-api-key': 'k2', 'api-key': 'k1' }, 'k1'],
    ['the bearer token before both', { authorization: 'Bearer t', 'x-api-key': 'k2', 'api-key': 'k1' }, 't'],
    ['x-api-key beside another scheme', { authorization: 'Basic dXNlcjpw', 'x-api-key': 'k2' }, 'k2'],
    ['x-api-key beside an empty api-key', { 'api-key': '', 'x-api-key': 'k2' }, 'k2'],
  ])('is %s', (_, headers, credential) => {
    expect(credentialOf(headers)).toBe(credential)
  })

  it.each<[string, Sent]>([
    ['no header', {}],
    ['an empty authorization', { authorization: '' }],
    ['a scheme without a token', { authorization: 'Bearer' }],
    ['a scheme and a space', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic dXNlcjpw' }],
    ['a token without its scheme', { authorization: 'sk-123' }],
    ['a longer scheme', { authorization: 'XBearer sk-123' }],
    ['two tokens', { authorization: 'Bearer sk-1 sk-2' }],
    ['an empty api-key', { 'api-key': '' }],
    ['an empty x-api-key', { 'x-api-key': '' }],
  ])('is missing with %s', (_, headers) => {
    expect(credentialOf(headers)).toBeUndefined()
  })
})
