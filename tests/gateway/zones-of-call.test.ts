import { expect, it } from 'vitest'
import { beginTrace } from '@/lib/gateway/call-trace'
import { zonesOfCall } from '@/lib/gateway/zones-of-call'
import { buildDependencies } from '../support/build-dependencies'
import { buildPlan } from '../support/build-plan'
import { buildRequest } from '../support/build-request'

type Asked = {
  readonly country?: string
  readonly zone?: string
  readonly plan?: readonly string[]
  readonly key?: readonly string[]
}

// Germany is bound to the EU; nobody else is bound.
async function zonesOf({ country = 'VN', zone, plan, key }: Asked) {
  const { dependencies } = buildDependencies()
  const request = buildRequest({
    headers: { 'x-vercel-ip-country': country, ...(zone && { 'x-route-zone': zone }) },
  })
  const view = await dependencies.regionMap.current()
  const asked = { headers: request.headers, plan: buildPlan({ zones: plan }), identity: { zones: key } }
  return zonesOfCall({ ...beginTrace(request, dependencies), view }, asked)
}

it.each<[string, Asked, readonly string[] | undefined]>([
  ['are all where nothing binds it', {}, undefined],
  ['are those of its country', { country: 'DE' }, ['EU']],
  ['are all for an unknown country', { country: 'XX' }, undefined],
  ['are the one that it names', { zone: 'US' }, ['US']],
  ['are none where it names one that its country forbids', { country: 'DE', zone: 'US' }, []],
  ['are those of its plan', { plan: ['US', 'EU'] }, ['US', 'EU']],
  ['are those that plan and credential allow', { plan: ['US', 'EU'], key: ['EU', 'APAC'] }, ['EU']],
  ['are those that all of them allow', { country: 'DE', plan: ['US', 'EU'] }, ['EU']],
  ['are none where they have nothing in common', { country: 'DE', key: ['US'] }, []],
])('the zones of a call %s', async (_, asked, zones) => {
  expect(await zonesOf(asked)).toEqual(zones)
})
