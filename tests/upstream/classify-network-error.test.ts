import { describe, expect, it } from 'vitest'
import { classifyNetworkError } from '@/lib/upstream/classify-network-error'

function withCode(code: string, message = code): Error {
  return Object.assign(new Error(message), { code })
}

function failed(cause?: unknown): TypeError {
  return new TypeError('fetch failed', { cause })
}

describe('the request was never sent', () => {
  it.each<[string, unknown]>([
    ['the connection is refused', failed(withCode('ECONNREFUSED'))],
    ['the connection is refused, without a wrapper', withCode('ECONNREFUSED')],
    ['the connection is refused, deep within', failed(failed(failed(withCode('ECONNREFUSED'))))],
    [
      'every address refuses',
      failed(new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')])),
    ],
    [
      'the aggregate itself has the code',
      failed(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })),
    ],
    ['the name is unknown', failed(withCode('ENOTFOUND', 'getaddrinfo ENOTFOUND sg.example.com'))],
    ['the name cannot be looked up', failed(withCode('EAI_AGAIN'))],
    ['the host cannot be reached', failed(withCode('EHOSTUNREACH'))],
    ['connecting takes too long', failed(withCode('UND_ERR_CONNECT_TIMEOUT'))],
    ['the certificate has expired', failed(withCode('CERT_HAS_EXPIRED'))],
    ['the certificate names another host', failed(withCode('ERR_TLS_CERT_ALTNAME_INVALID'))],
    ['the certificate is self-signed', failed(withCode('DEPTH_ZERO_SELF_SIGNED_CERT'))],
    ['the issuer is unknown', failed(withCode('UNABLE_TO_VERIFY_LEAF_SIGNATURE'))],
    ['the other side speaks no TLS', failed(withCode('ERR_SSL_WRONG_VERSION_NUMBER'))],
    ['only a message says it', new Error('connect ECONNREFUSED 192.0.2.1:443')],
    ['the port is one that fetch never connects to', failed(new Error('bad port'))],
  ])('where %s', (_, error) => {
    expect(classifyNetworkError(error)).toEqual({
      label: 'refused',
      code: 'upstream_unreachable',
      isUnprocessed: true,
      isUnreachable: true,
    })
  })
})

describe('the request may have been sent', () => {
  const cyclic = new Error('round')
  cyclic.cause = cyclic

  it.each<[string, unknown]>([
    ['the connection broke', failed(withCode('ECONNRESET'))],
    ['the connection was closed', failed(withCode('UND_ERR_SOCKET', 'other side closed'))],
    ['the answer cannot be read', failed(withCode('HPE_INVALID_CONSTANT'))],
    ['the runtime says nothing', new TypeError('fetch failed')],
    ['the runtime says little', new TypeError('Network connection lost.')],
    ['an error is its own cause', cyclic],
    ['nothing is said', undefined],
    ['a word is thrown', 'no'],
  ])('where %s', (_, error) => {
    expect(classifyNetworkError(error)).toEqual({
      label: 'reset',
      code: 'upstream_unreachable',
      isUnprocessed: false,
      isUnreachable: true,
    })
  })
})
