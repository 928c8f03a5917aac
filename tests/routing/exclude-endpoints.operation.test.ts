import { describe, expect, it } from 'vitest'
import { excludeEndpoints, type Question } from '@/lib/routing/exclude-endpoints'
import { operationQuestion } from '../support/operation-question'

const parted = (asked: Question) => {
  const { eligible, excluded } = excludeEndpoints(asked)
  return [eligible.map(({ id }) => id), excluded.map(({ endpoint, reason }) => `${endpoint}:${reason}`)]
}

describe('an endpoint that does not do what is asked', () => {
  it('is none that serves the model', () => {
    expect(parted(operationQuestion('embeddings'))).toEqual([
      ['embeds'],
      ['chats:model-not-served', 'both:model-not-served', 'off:disabled'],
    ])
    expect(parted(operationQuestion('chat.completions', 'other'))).toEqual([
      ['chats', 'both'],
      ['embeds:model-not-served', 'off:model-not-served'],
    ])
  })

  it('is none either where no model is asked for', () => {
    expect(parted({ ...operationQuestion('embeddings'), model: undefined })[0]).toEqual(['embeds', 'both'])
  })

  it('is one where nobody says what is to be done', () => {
    expect(parted(operationQuestion(undefined))[0]).toEqual(['chats', 'embeds'])
  })

  it('is left out for where it lies first', () => {
    const reasons = parted({ ...operationQuestion('messages'), zones: ['EU'] })[1]
    expect(reasons).toEqual(['chats', 'embeds', 'both', 'off'].map(id => `${id}:outside-residency`))
  })
})
