import { describe, expect, it } from 'vitest'
import type { OperationName } from '@/lib/operations/operations'
import { upstreamHeaders } from '@/lib/upstream/upstream-headers'
import { sender } from '../support/sender'
import { upstreamEndpoint } from '../support/upstream-endpoint'

type Row = Readonly<Record<string, unknown>>

function headersOf(row: Row, operation?: OperationName, protocol: Readonly<Record<string, string>> = {}) {
  const options = { key: 'upstream-key', sender: { ...sender, protocol }, ...(operation && { operation }) }
  const headers = Object.fromEntries(upstreamHeaders(upstreamEndpoint('sin', row), options))
  const { accept: _a, 'accept-encoding': _e, 'user-agent': _u, 'x-request-id': _r, ...own } = headers
  return own
}

const bearer = { authorization: 'Bearer upstream-key' }
const version = { 'anthropic-version': '2023-06-01' }

describe('the key goes as its provider wants it', () => {
  it.each<[string, OperationName, Row]>([
    ['openai', 'chat.completions', bearer],
    ['azure', 'chat.completions', { 'api-key': 'upstream-key' }],
    ['anthropic', 'messages', { 'x-api-key': 'upstream-key', ...version }],
    ['anthropic', 'chat.completions', { 'x-api-key': 'upstream-key', ...version }],
    ['anthropic-openai', 'messages', { 'x-api-key': 'upstream-key', ...version }],
    ['anthropic-openai', 'chat.completions', { ...bearer, ...version }],
    ['google', 'chat.completions', { 'x-goog-api-key': 'upstream-key' }],
    ['google-openai', 'embeddings', bearer],
    ['deepseek', 'chat.completions', bearer],
    ['deepseek', 'messages', { 'x-api-key': 'upstream-key' }],
  ])('%s, for %s', (provider, operation, expected) => {
    expect(headersOf({ provider }, operation)).toEqual(expected)
  })

  it('for a probe as for most of it', () => {
    expect(headersOf({ provider: 'deepseek' })).toEqual(bearer)
    expect(headersOf({ provider: 'anthropic-openai' })).toEqual({ 'x-api-key': 'upstream-key', ...version })
  })
})

describe('what an operator says of a row holds for all of it', () => {
  it.each<[string, Row]>([
    ['api-key', { 'api-key': 'upstream-key' }],
    ['x-goog-api-key', { 'x-goog-api-key': 'upstream-key' }],
    ['none', {}],
    ['bearer', bearer],
  ])('%s', (auth, expected) => {
    expect(headersOf({ provider: 'deepseek', auth }, 'messages')).toEqual(expected)
  })
})

describe('the version of the protocol', () => {
  it('is the caller’s where it names one', () => {
    const protocol = { 'anthropic-version': '2024-10-22', 'anthropic-beta': 'a,b' }
    expect(headersOf({ provider: 'anthropic' }, 'messages', protocol)).toEqual({
      'x-api-key': 'upstream-key',
      ...protocol,
    })
  })

  it('never stands in for our key', () => {
    const protocol = { 'x-api-key': 'of the caller' }
    expect(headersOf({ provider: 'anthropic' }, 'messages', protocol)).toMatchObject({
      'x-api-key': 'upstream-key',
    })
  })
})
