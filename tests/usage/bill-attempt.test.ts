import { describe, expect, it } from 'vitest'
import { noUsage } from '@/lib/openai/token-usage'
import { billAttempt, type Tried } from '@/lib/usage/bill-attempt'

const price = { input: 2, output: 8 }
const usage = { ...noUsage, promptTokens: 40, completionTokens: 2, cachedTokens: 30, reasoningTokens: 1 }
const bill = (tried: Partial<Tried>, of: typeof price | undefined = price) =>
  billAttempt(
    { endpoint: 'sin', label: '200', outcome: 'succeeded', isAnswer: false, isUnprocessed: false, ...tried },
    { price: of, usage, promptTokens: 7 },
  )

describe('whoever', () => {
  it('answers is paid for the answer', () => {
    expect(bill({ isAnswer: true })).toEqual({
      endpoint: 'sin',
      label: '200',
      billed: 'yes',
      outcome: 'succeeded',
      ...usage,
      nanoUsd: 40 * 2000 + 2 * 8000,
    })
  })

  it('turns the call away is paid nothing', () => {
    const billed = bill({ label: 'refused', isUnprocessed: true })
    expect(billed).toMatchObject({ billed: 'no', promptTokens: 0, completionTokens: 0 })
    expect(billed.nanoUsd + 0).toBe(0)
  })

  it.each(['500', '503', '529'])('fails with status %s is paid nothing', label => {
    const billed = bill({ label })
    expect(billed).toMatchObject({ label, promptTokens: 0, completionTokens: 0 })
    expect(billed.nanoUsd + 0).toBe(0)
  })

  it.each(['timeout', 'reset', 'truncated', 'invalid', 'late', 'abandoned'])(
    'was at work when it was given up is taken to be paid for the prompt alone: %s',
    label => {
      expect(bill({ label })).toEqual({
        endpoint: 'sin',
        label,
        billed: 'unknown',
        outcome: 'succeeded',
        ...noUsage,
        promptTokens: 7,
        nanoUsd: 7 * 2000,
      })
    },
  )

  it('is paid an unknown price costs nothing that we know of', () => {
    const billed = billAttempt(
      { endpoint: 'sin', label: '200', outcome: 'succeeded', isAnswer: true, isUnprocessed: false },
      { price: undefined, usage, promptTokens: 7 },
    )
    expect(billed).toMatchObject({ billed: 'yes', promptTokens: 40, nanoUsd: 0 })
  })
})
