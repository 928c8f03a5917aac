import { describe, expect, it } from 'vitest'
import { accountCall } from '@/lib/gateway/account-call'
import type { CallTrace } from '@/lib/gateway/call-trace'
import { noUsage } from '@/lib/openai/token-usage'
import type { Answer } from '@/lib/upstream/answer-call'
import { untouched } from '@/lib/upstream/stream-progress'
import { buildAttempt, buildFailedAttempt } from '../support/build-attempt'
import { buildCall } from '../support/build-call'
import { buildCandidate } from '../support/build-candidate'
import { buildDependencies } from '../support/build-dependencies'
import { admitted } from '../support/cached-call'

const catalogue = {
  'gpt-4.1': { price: { input: 2, output: 8 } },
  o3: { price: { input: 10, output: 40 } },
}
// What the prompt of the tests is estimated to be.
const prompt = 7
const usage = { ...noUsage, promptTokens: 100, completionTokens: 10 }

const late = { ...buildFailedAttempt('sin', { label: 'timeout', isUnprocessed: false }), model: 'gpt-4.1' }
const stoodIn: Answer = {
  attempts: [late, buildAttempt('nrt', { model: 'o3' })],
  candidate: buildCandidate('nrt', { call: buildCall({ model: 'o3' }) }),
  result: { kind: 'answered', headers: new Headers(), body: new Uint8Array(), usage },
}

async function recordOf(
  answer: Answer,
  { rows = catalogue, end }: { rows?: object; end?: Parameters<typeof accountCall>[1]['end'] } = {},
) {
  const { dependencies } = buildDependencies({ models: { catalogue: rows } })
  const trace: CallTrace = await admitted(dependencies)
  trace.answer = answer
  const account = await accountCall(trace, {
    end,
    endedAt: dependencies.effects.now(),
    status: 200,
    dependencies,
  })
  if (account === undefined) throw new Error('There is no account.')
  return account.record
}

describe('a call that another model answered', () => {
  it('costs for each try what the model of that try costs', async () => {
    const record = await recordOf(stoodIn)
    expect(record.attempts.map(({ nanoUsd }) => nanoUsd)).toEqual([prompt * 2000, 100 * 10_000 + 10 * 40_000])
    expect(record.nanoUsd).toBe(prompt * 2000 + 1_400_000)
  })

  it('is written down as that model’s', async () => {
    expect(await recordOf(stoodIn)).toMatchObject({ model: 'o3', endpoint: 'nrt', isUnpriced: false })
  })

  it('in a stream that tells no tokens is estimated at that model’s price', async () => {
    const end = { kind: 'complete', progress: { ...untouched, contentEvents: 5 } } as const
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>()
    const result = { kind: 'answered', headers: new Headers(), body } as const
    const record = await recordOf({ ...stoodIn, result }, { end })
    expect(record.attempts[1]?.nanoUsd).toBe(prompt * 10_000 + 5 * 40_000)
  })
})

describe('what such a call costs is not known', () => {
  it('where nobody knows the price of the model that stood in', async () => {
    const rows = { 'gpt-4.1': catalogue['gpt-4.1'] }
    expect(await recordOf(stoodIn, { rows })).toMatchObject({ isUnpriced: true, nanoUsd: prompt * 2000 })
  })

  it('where nobody knows that of the model which may charge for its prompt', async () => {
    expect((await recordOf(stoodIn, { rows: { o3: catalogue.o3 } })).isUnpriced).toBe(true)
  })

  it('but is where the model without a price was never reached', async () => {
    const away = buildFailedAttempt('sin', { label: 'refused', isUnprocessed: true })
    const attempts = [away, buildAttempt('nrt', { model: 'o3' })]
    expect(await recordOf({ ...stoodIn, attempts }, { rows: { o3: catalogue.o3 } })).toMatchObject({
      isUnpriced: false,
      nanoUsd: 1_400_000,
    })
  })
})
