import { describe, expect, it } from 'vitest'
import { checkOverhead, uncheckedOverhead } from './check-overhead'
import type { Measured } from './measured'
import { measuredOf } from './measured-of'

const direct = measuredOf('direct', { milliseconds: 1 })
const artefact = 'Isochrone, artefact in workerd'
const bareArtefact = 'bare Next route, workerd'
const nodeHost = 'Isochrone, Node host'
const nodeAlone = 'Isochrone, Node host alone'
const portkey = 'Portkey 1.15.2, Node'

/** As good as is demanded, but for what is said of some of them. */
function all(
  changes: Partial<Record<string, Partial<Measured> & { milliseconds?: number }>> = {},
): Measured[] {
  const times = { [artefact]: 2.25, [bareArtefact]: 2, [nodeHost]: 2.4, [nodeAlone]: 2.3, [portkey]: 2.5 }
  return Object.entries(times).map(([name, milliseconds]) => {
    const usual = name === portkey ? { sample: { seconds: 4 }, memory: { rssBytes: 0, pssBytes: 150e6 } } : {}
    return measuredOf(name, { milliseconds, ...usual, ...changes[name] })
  })
}

function failing(measured: readonly Measured[], redisMs = 0): string[] {
  return checkOverhead({ measured, direct, redisMs })
    .filter(({ holds }) => !holds)
    .map(({ name }) => name)
}

describe('checkOverhead', () => {
  it('lets pass what is as good as is demanded', () => {
    expect(failing(all())).toEqual([])
    expect(checkOverhead({ measured: all(), direct, redisMs: 0 })).toHaveLength(15)
    expect(uncheckedOverhead(all())).toEqual([])
  })

  it('wants a quarter of a millisecond of our own at most', () => {
    expect(failing(all({ [artefact]: { milliseconds: 2.26 } }))).toEqual(['own code of the artefact at p50'])
  })

  it('wants less to be added than by the other gateway', () => {
    expect(
      failing(all({ [artefact]: { milliseconds: 2.5 }, [bareArtefact]: { milliseconds: 2.5 } })),
    ).toEqual([`added by ${artefact} at p50, against ${portkey}`])
    expect(failing(all({ [nodeHost]: { milliseconds: 2.5 } }))).toEqual([
      `added by ${nodeHost} at p50, against ${portkey}`,
    ])
  })

  it('bounds code and cold start, and takes none for too much', () => {
    const names = ['code of the largest edge function', 'cold start of the artefact']
    expect(failing(all({ [artefact]: { codeBytes: 250_001, coldStartMs: 251 } }))).toEqual(names)
    expect(failing(all({ [artefact]: { codeBytes: undefined, coldStartMs: undefined } }))).toEqual(names)
  })

  it.each([nodeHost, nodeAlone])('wants it to do more with less: %s', name => {
    const slow = measuredOf(name, {
      milliseconds: 2.4,
      sample: { seconds: 4 },
      memory: { rssBytes: 0, pssBytes: 150e6 },
    })
    expect(failing(all().map(each => (each.name === name ? slow : each)))).toEqual([
      `calls a second at 32 connections, ${name} against Portkey`,
      `memory, ${name} against Portkey`,
    ])
  })

  it('wants no call to fail, anywhere', () => {
    const failed = measuredOf(portkey, { milliseconds: 2.5, sample: { failures: { '500': 1 }, seconds: 4 } })
    expect(failing([failed])).toEqual([`failed calls, ${portkey}`])
  })

  it('wants two milliseconds beside the way to a far Redis at most, of all of ours', () => {
    expect(failing([measuredOf(nodeHost, { milliseconds: 23 })], 20)).toEqual([])
    expect(failing([measuredOf(nodeHost, { milliseconds: 23.1 })], 20)).toEqual([
      `added by ${nodeHost} at p50, Redis 20 ms away`,
    ])
  })
})

it('tells what did not run', () => {
  expect(uncheckedOverhead([measuredOf(portkey, { milliseconds: 1 })])).toEqual([
    artefact,
    bareArtefact,
    nodeHost,
    nodeAlone,
  ])
})
