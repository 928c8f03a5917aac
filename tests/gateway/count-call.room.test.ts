import { expect, it } from 'vitest'
import type { Identity } from '@/lib/access/identity'
import type { LimitName, LimitVerdict } from '@/lib/access/limits'
import { countCall } from '@/lib/gateway/count-call'
import { uncharged } from '../support/build-ask'
import { buildPlan } from '../support/build-plan'
import { buildShared } from '../support/shared-store'
import { used } from '../support/used'

const identity: Identity = {
  proof: { kind: 'none' },
  caller: 'address-203.0.113.7',
  plan: 'anonymous',
  models: undefined,
  zones: undefined,
}
const budgets = [{ name: 'day', limit: 100, seconds: 60 }]

/** An instance, and a call that was let in: `rest` has it be over and wait to be recorded, `lose` not be settled for now. */
async function build(limits: Parameters<typeof buildPlan>[0], charge = {}) {
  const world = buildShared()
  const { dependencies } = world
  let calls = 0
  const count = async (): Promise<LimitVerdict> => {
    const call = { plan: buildPlan(limits), edge: 'sin1', slot: `call-${++calls}`, tokens: 0 }
    const counted = await countCall({ ...uncharged, identity, ...call, ...charge }, dependencies)
    if (counted === 'changed') throw new Error('Nothing was changed.')
    return counted.verdict
  }
  const first = await count()
  if (first.kind !== 'admitted') throw new Error('It was not let in.')
  const rest = (caller = identity.caller) => {
    dependencies.resting.add({ ...first.reservation, caller }, used(0))
  }
  const lose = () => dependencies.unsettled.add(first.reservation, used(0))
  return { ...world, count, rest, lose }
}

it.each<[LimitName, Parameters<typeof buildPlan>[0], object]>([
  ['concurrency', { concurrency: 1 }, {}],
  ['tokens', { tokensPerMinute: 100 }, { tokens: 90 }],
  ['budget', {}, { budgets, nanoUsd: 100 }],
])(
  'no call is refused by %s for what one that is over and rests here still holds',
  async (by, limits, charge) => {
    const { count, rest, shared } = await build(limits, charge)
    expect(await count()).toMatchObject({ kind: 'limited', by })
    rest()
    expect(await count()).toMatchObject({ kind: 'admitted' })
    expect(shared.asked).toEqual(['admit', 'admit', 'admit', 'settle', 'admit'])
  },
)

it('no call is refused for what one that is over holds since it could not be settled, though that is being done', async () => {
  const { count, lose, dependencies } = await build({ concurrency: 1 })
  lose()
  expect(await count()).toMatchObject({ kind: 'admitted' })
  expect(dependencies.unsettled.isEmpty()).toBe(true)
})

it('a call is asked about once where there is room, whatever rests here', async () => {
  const { count, rest, shared } = await build({ concurrency: 2 })
  rest()
  await count()
  expect(shared.asked).toEqual(['admit', 'admit'])
})

it('a call is refused at once by requests, which nobody gives back, and where only another caller’s call rests', async () => {
  const requests = await build({ requestsPerMinute: 1 })
  requests.rest()
  expect(await requests.count()).toMatchObject({ by: 'requests' })
  const full = await build({ concurrency: 1 })
  full.rest('another')
  expect(await full.count()).toMatchObject({ by: 'concurrency' })
  for (const { shared } of [requests, full]) expect(shared.asked).toEqual(['admit', 'admit'])
})

it('a call is asked about again where what rested was given back while the store answered', async () => {
  const { count, rest, shared, dependencies } = await build({ concurrency: 1 })
  rest()
  const { admit } = shared
  shared.admit = async ask => {
    const answer = await admit(ask)
    await dependencies.resting.settleOf(identity.caller, shared)
    return answer
  }
  expect(await count()).toMatchObject({ kind: 'admitted' })
})
