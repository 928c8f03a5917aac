import { describe, expect, it } from 'vitest'
import { parseOnceRecord } from '@/lib/cache/once-record'

const running = { state: 'running', body: 'digest' }
const done = { state: 'done', body: 'digest', text: '{}' }
const unkept = { state: 'unkept', body: 'digest' }
const read = (value: unknown) => parseOnceRecord(JSON.stringify(value))

describe('what is known of a call', () => {
  it.each([running, done, { ...done, text: '' }, unkept])('is read as it was written: %j', record => {
    expect(read(record)).toEqual(record)
  })

  it.each<[string, unknown]>([
    ['another state', { ...running, state: 'failed' }],
    ['no state', { body: 'digest' }],
    ['no body', { state: 'running' }],
    ['no answer', { ...done, text: undefined }],
    ['a number for its answer', { ...done, text: 5 }],
    ['nothing', null],
    ['a list', [running]],
  ])('is not what has %s', (_, value) => {
    expect(read(value)).toBeUndefined()
  })

  it.each(['', 'running', '{"state":"running"', '@objects'])('is not %j', text => {
    expect(parseOnceRecord(text)).toBeUndefined()
  })
})
