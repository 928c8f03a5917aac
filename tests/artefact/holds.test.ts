import { describe, expect, it } from 'vitest'
import { type Asked, type Condition, holds } from './holds'

const asked: Asked = {
  method: 'GET',
  host: 'api.example.com',
  headers: new Headers({ 'X-Api-Key': 'sk-1', cookie: 'a=1; session=abc' }),
  query: new URLSearchParams('zone=EU'),
}

describe('a condition', () => {
  it.each<[string, Condition]>([
    ['a header that is there', { type: 'header', key: 'x-api-key' }],
    ['a header with a value', { type: 'header', key: 'x-api-key', value: 'sk-\\d' }],
    ['a parameter', { type: 'query', key: 'zone', value: 'EU' }],
    ['a cookie', { type: 'cookie', key: 'session', value: 'abc' }],
    ['a host', { type: 'host', value: 'api\\.example\\.com' }],
  ])('holds for %s', (_, condition) => {
    expect(holds(condition, asked)).toEqual({})
  })

  it.each<[string, Condition]>([
    ['a header that is not there', { type: 'header', key: 'authorization' }],
    ['a header with a part of the value', { type: 'header', key: 'x-api-key', value: 'sk-' }],
    ['another parameter', { type: 'query', key: 'country' }],
    ['another value of a parameter', { type: 'query', key: 'zone', value: 'US' }],
    ['a cookie of which only the beginning is there', { type: 'cookie', key: 'sess' }],
    ['another host', { type: 'host', value: 'example\\.com' }],
  ])('does not hold for %s', (_, condition) => {
    expect(holds(condition, asked)).toBeUndefined()
  })

  it('names what its value matched', () => {
    const condition: Condition = { type: 'header', key: 'x-api-key', value: 'sk-(?<number>\\d)' }
    expect(holds(condition, asked)).toEqual({ number: '1' })
  })
})
