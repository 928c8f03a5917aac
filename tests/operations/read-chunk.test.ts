import { describe, expect, it } from 'vitest'
import { readChunk } from '@/lib/operations/read-chunk'

const piece = (fields: Readonly<Record<string, unknown>>) =>
  readChunk({ object: 'text_completion', choices: [{ index: 0, logprobs: null, ...fields }] })

describe('a piece of a completion as it was before there was chat', () => {
  it('carries its text', () => {
    expect(piece({ text: 'Ch', finish_reason: null })).toEqual({
      kind: 'chunk',
      hasContent: true,
      finished: [],
      usage: undefined,
      isUsageOnly: false,
    })
  })

  it.each([{ text: '' }, { text: null }, { text: 5 }, {}])('carries nothing where it is %j', fields => {
    expect(piece({ finish_reason: null, ...fields })).toMatchObject({ hasContent: false, finished: [] })
  })

  it('ends its choice where it says why', () => {
    expect(piece({ text: '', finish_reason: 'length' })).toMatchObject({ hasContent: true, finished: [0] })
    expect(readChunk({ choices: [{ index: 3, text: '', finish_reason: 'stop' }] })).toMatchObject({
      finished: [3],
    })
  })

  it('goes on where its reason to end is empty', () => {
    expect(piece({ text: '', finish_reason: '' })).toMatchObject({ hasContent: false, finished: [] })
    expect(piece({ text: 'Ch', finish_reason: '' })).toMatchObject({ hasContent: true, finished: [] })
  })

  it('tells the usage in an event of its own', () => {
    const usage = { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 }
    expect(readChunk({ choices: [], usage })).toMatchObject({
      hasContent: false,
      usage: { promptTokens: 2, completionTokens: 3 },
      isUsageOnly: true,
    })
  })
})

it.each([
  { error: { message: 'No.' } },
  { error: 'No.' },
  { object: 'error', message: 'No.', type: 'ServerError', code: 500 },
])('an error is one, in whichever form: %j', body => {
  expect(readChunk(body)).toEqual({ kind: 'error', body })
})
