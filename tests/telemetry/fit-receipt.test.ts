import { describe, expect, it } from 'vitest'
import { byteLength } from '@/lib/openai/byte-length'
import { fitReceipt } from '@/lib/telemetry/fit-receipt'
import { mostNameLength } from '@/lib/telemetry/most-name-length'
import { signReceipt } from '@/lib/telemetry/sign-receipt'
import { crowdedReceipt, receiptOf } from '../support/receipt-of'

const stored = async (receipt: Parameters<typeof fitReceipt>[0]) =>
  byteLength(JSON.stringify(await signReceipt(fitReceipt(receipt), 'secret')))

describe('a receipt', () => {
  it('of a usual map is left as it is', () => {
    expect(fitReceipt(receiptOf())).toEqual(receiptOf())
    expect(fitReceipt(crowdedReceipt(10))).toEqual(crowdedReceipt(10))
  })

  it('of a large map keeps the first of its candidates and exclusions, and counts the others', () => {
    const whole = crowdedReceipt(256)
    const { candidates, excluded, leftOut, ...rest } = fitReceipt(whole)
    expect(candidates).toEqual(whole.candidates.slice(0, candidates.length))
    expect(excluded).toEqual(whole.excluded.slice(0, excluded.length))
    expect(Math.min(candidates.length, excluded.length)).toBeGreaterThan(15)
    expect(leftOut).toEqual({ candidates: 256 - candidates.length, excluded: 256 - excluded.length })
    expect(rest).toEqual({
      ...rest,
      ...receiptOf(),
      candidates: undefined,
      excluded: undefined,
      leftOut: undefined,
    })
  })

  it.each([
    ['candidates', 'excluded'],
    ['excluded', 'candidates'],
  ] as const)('has room for more %s where there are no %s', (many, none) => {
    const both = fitReceipt(crowdedReceipt(256))[many].length
    expect(fitReceipt({ ...crowdedReceipt(256), [none]: [] })[many].length).toBeGreaterThan(1.5 * both)
  })

  it.each([10, 60, 256])('and its signature stay within 8 KiB with %i endpoints', async endpoints => {
    expect(await stored(crowdedReceipt(endpoints))).toBeLessThanOrEqual(8192)
    if (endpoints > 60) expect(await stored(crowdedReceipt(endpoints))).toBeGreaterThan(7500)
  })

  it('stays within 8 KiB however long the names are', async () => {
    const long = 'ế'.repeat(mostNameLength)
    const [attempt] = receiptOf().attempts
    const crowded = crowdedReceipt(256)
    const receipt = {
      ...crowded,
      model: { asked: long, used: long, task: long, reason: 'asked', trimmedMessages: 9 },
      attempts: attempt ? Array.from({ length: 4 }, () => ({ ...attempt, model: long })) : [],
      residencyRule: Array.from({ length: 17 }, () => 'z'.repeat(64)),
    }
    expect(await stored(receipt)).toBeLessThanOrEqual(8192)
    expect(fitReceipt(receipt).candidates.length).toBeGreaterThan(0)
  })
})
