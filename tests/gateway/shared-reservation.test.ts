import { expect, it } from 'vitest'
import type { Admission } from '@/lib/gateway/admission'
import { sharedReservation } from '@/lib/gateway/shared-reservation'
import { buildPlan } from '../support/build-plan'

const window = { used: 1, resetSeconds: 61 }
const uses = { requests: window, tokens: window }
const reservation = { caller: 'c', slot: 's', second: 7, tokens: 10, budgets: [], nanoUsd: 5 }
const held = { ...reservation, second: 0 }
const admission: Admission = {
  verdict: { kind: 'admitted', reservation, ...uses },
  counter: 'shared',
  slot: 's',
  identity: { proof: { kind: 'none' }, caller: 'c', plan: 'p', models: undefined, zones: undefined },
  plan: buildPlan({}),
}

it.each<[string, Admission | undefined, object | undefined]>([
  ['what it counted', admission, reservation],
  ['nothing where this instance counts alone', { ...admission, counter: 'local' }, undefined],
  ['nothing where it was not asked', { ...admission, counter: 'allowance' }, undefined],
  ['perhaps what it was asked to', { ...admission, counter: 'allowance', held }, held],
  [
    'nothing for who was not let in',
    { ...admission, verdict: { kind: 'repeated', known: '', ...uses } },
    undefined,
  ],
  ['nothing for who was not counted', undefined, undefined],
])('the shared store holds for a call %s', (_, asked, expected) => {
  expect(sharedReservation(asked)).toEqual(expected)
})
