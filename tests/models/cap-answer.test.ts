import { describe, expect, it } from 'vitest'
import { capAnswer } from '@/lib/models/cap-answer'
import type { OperationName } from '@/lib/operations/operations'
import { callOf } from '../support/call-of'

type Wanted = readonly (number | undefined)[]
type Fields = Readonly<Record<string, unknown>>

const cap = (fields: Fields, wantedTokens: Wanted, modelTokens?: number, name?: OperationName) =>
  capAnswer(callOf(name ?? 'chat.completions', fields), { modelTokens, wantedTokens })

describe('a call that says how long its answer may be', () => {
  it.each<[string, Fields, Wanted, number | undefined, Fields]>([
    ['is left alone where nobody minds', { max_tokens: 9e6 }, [undefined], undefined, {}],
    ['is left alone within all bounds', { max_tokens: 100 }, [100, 200], 100, {}],
    ['gets no more than its model gives', { max_tokens: 101 }, [], 100, { max_tokens: 100 }],
    ['gets no more than its plan allows', { max_tokens: 101 }, [100], 200, { max_tokens: 100 }],
    ['gets the least of all bounds', { max_tokens: 900 }, [300, 200], 250, { max_tokens: 200 }],
    [
      'is bounded by the name that it says it by',
      { max_completion_tokens: 900 },
      [300],
      undefined,
      { max_completion_tokens: 300 },
    ],
    [
      'twice is bounded where it is too long',
      { max_completion_tokens: 900, max_tokens: 200 },
      [300],
      undefined,
      { max_completion_tokens: 300 },
    ],
    [
      'twice is bounded in both places',
      { max_completion_tokens: 900, max_tokens: 800 },
      [300],
      undefined,
      { max_completion_tokens: 300, max_tokens: 300 },
    ],
    // To Ollama and llama.cpp it means that the answer has no bound.
    [
      'gets no more than its plan allows where it says -1',
      { max_tokens: -1 },
      [100],
      200,
      { max_tokens: 100 },
    ],
    ['gets no more than its model gives where it says 0', { max_tokens: 0 }, [], 100, { max_tokens: 100 }],
    ['is left alone with -1 where nobody minds', { max_tokens: -1 }, [undefined], undefined, {}],
  ])('%s', (_, fields, wanted, modelTokens, changes) => {
    expect(cap(fields, wanted, modelTokens)).toEqual(changes)
  })
})

describe('a call that does not say', () => {
  it('gets as much as its model gives', () => {
    expect(cap({}, [undefined, undefined], 100)).toEqual({})
  })

  it.each([
    ['its plan', [300, undefined]],
    ['its task', [undefined, 300]],
    ['the stricter of both', [900, 300]],
  ])('is given the bound of %s', (_, wanted) => {
    expect(cap({}, wanted)).toEqual({ max_tokens: 300 })
  })

  it('is given no bound beyond what its model gives', () => {
    expect(cap({}, [300], 100)).toEqual({ max_tokens: 100 })
  })

  it('has said nothing with null', () => {
    expect(cap({ max_tokens: null }, [300])).toEqual({ max_tokens: 300 })
  })

  it.each(['o3', 'gpt-5-mini', 'deepseek-r1'])('is told by the newer name where it asks for %s', model => {
    expect(cap({ model }, [300])).toEqual({ max_completion_tokens: 300 })
  })

  it('is told by the older name where it asks for a model that does not think, whatever effort it wants', () => {
    expect(cap({ reasoning_effort: 'high' }, [300])).toEqual({ max_tokens: 300 })
    expect(cap({ model: 'o3', reasoning_effort: 'none' }, [300])).toEqual({ max_completion_tokens: 300 })
  })
})

describe('by its own name for it is bounded', () => {
  it.each<[OperationName, Fields, Fields]>([
    ['completions', {}, { max_tokens: 300 }],
    ['responses', {}, { max_output_tokens: 300 }],
    ['responses', { max_output_tokens: 301 }, { max_output_tokens: 300 }],
    ['responses', { model: 'o3' }, { max_output_tokens: 300 }],
    ['messages', { max_tokens: 301 }, { max_tokens: 300 }],
    ['messages', { max_tokens: 299 }, {}],
  ])('%s with %j', (name, fields, changes) => {
    expect(cap(fields, [300], 1000, name)).toEqual(changes)
  })

  it('but not an embedding, which answers in no tokens', () => {
    expect(cap({}, [300], 100, 'embeddings')).toEqual({})
  })
})
