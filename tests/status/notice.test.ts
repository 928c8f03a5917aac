import { expect, it } from 'vitest'
import { isTold, noticeState } from '@/lib/status/notice'
import { buildNotice } from '../support/build-notice'
import { moment } from '../support/moment'

it.each([
  [moment + 1, undefined, 'scheduled'],
  [moment, undefined, 'active'],
  [moment - 5, moment + 1, 'active'],
  [moment - 5, moment, 'ended'],
] as const)('from %i until %s it is %s', (from, until, state) => {
  expect(noticeState({ from, until }, moment)).toBe(state)
})

it('a maintenance is told ahead, all else when it begins', () => {
  const toldOf = (severity: 'maintenance' | 'information' | 'incident', from: number) =>
    isTold(buildNotice({ severity, from }), moment)
  expect(toldOf('maintenance', moment + 1)).toBe(true)
  expect(toldOf('information', moment + 1)).toBe(false)
  expect(toldOf('incident', moment + 1)).toBe(false)
  expect(toldOf('incident', moment)).toBe(true)
})
