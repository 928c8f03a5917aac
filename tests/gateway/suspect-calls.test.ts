import { describe, expect, it } from 'vitest'
import { createSuspectCalls } from '@/lib/gateway/suspect-calls'
import type { AttemptRecord } from '@/lib/upstream/attempt-record'
import { buildAttempt, buildFailedAttempt } from '../support/build-attempt'
import { start } from '../support/fake-effects'

const worked = (endpoint: string) => buildFailedAttempt(endpoint)
const twice = [worked('sin'), worked('nrt')]

describe('the fault is taken for the call’s own', () => {
  it('once it has failed at two endpoints', () => {
    const suspects = createSuspectCalls()
    expect(suspects.note('body', [worked('sin')], start)).toBe(false)
    expect(suspects.note('body', twice, start)).toBe(true)
  })

  it('at the first failure, for a minute after', () => {
    const suspects = createSuspectCalls()
    suspects.note('body', twice, start)
    expect(suspects.note('body', [worked('sin')], start + 59_999)).toBe(true)
    expect(suspects.note('body', [worked('sin')], start + 59_999 + 60_000)).toBe(false)
  })

  it('of that call alone', () => {
    const suspects = createSuspectCalls()
    suspects.note('body', twice, start)
    expect(suspects.note('another body', [worked('sin')], start)).toBe(false)
  })
})

describe('the fault is taken for the endpoints’', () => {
  it.each<[string, readonly AttemptRecord[]]>([
    ['neither has worked on it', ['sin', 'nrt'].map(id => buildFailedAttempt(id, { isUnprocessed: true }))],
    ['neither could be reached', ['sin', 'nrt'].map(id => buildFailedAttempt(id, { isUnreachable: true }))],
    ['only one has worked on it', [worked('sin'), buildFailedAttempt('nrt', { isUnprocessed: true })]],
    ['the other could answer it', [worked('sin'), buildAttempt('nrt')]],
    ['none was tried', []],
  ])('where %s', (_, attempts) => {
    expect(createSuspectCalls().note('body', attempts, start)).toBe(false)
  })

  it('where more than three different calls fail within a minute', () => {
    const suspects = createSuspectCalls()
    const notes = ['a', 'b', 'c', 'd', 'e'].map(body => suspects.note(body, twice, start))
    expect(notes).toEqual([true, true, true, false, false])
    expect(suspects.note('f', twice, start + 60_000)).toBe(true)
  })

  it('where the same call was answered since', () => {
    const suspects = createSuspectCalls()
    suspects.note('body', twice, start)
    suspects.note('body', [buildAttempt('sin')], start + 1)
    expect(suspects.note('body', [worked('sin')], start + 2)).toBe(false)
  })
})

it('one call that comes again and again counts as one', () => {
  const suspects = createSuspectCalls()
  for (let call = 0; call < 20; call += 1) expect(suspects.note('body', twice, start + call)).toBe(true)
  expect(suspects.note('another', twice, start + 20)).toBe(true)
})
