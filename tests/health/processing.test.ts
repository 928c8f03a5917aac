import { describe, expect, it } from 'vitest'
import { recently, typicalMs } from '@/lib/health/fading-mean'
import {
  type Processing,
  presentProcessing,
  quickestProcessing,
  recordProcessing,
} from '@/lib/health/processing'
import { buildMean } from '../support/build-health'
import { moment } from '../support/moment'

/** One sample a second, the first at the given second. */
function recorded(
  samples: readonly number[],
  { from = 0, known }: { from?: number; known?: Processing | undefined } = {},
) {
  return samples.reduce<Processing | undefined>(
    (processing, milliseconds, at) =>
      recordProcessing(processing, { milliseconds, now: moment + (from + at) * 1000 }),
    known,
  )
}

const repeated = (milliseconds: number, times: number) => Array<number>(times).fill(milliseconds)
const at = (seconds: number) => moment + seconds * 1000
const ms = (mean: ReturnType<typeof presentProcessing>) => mean && Math.round(typicalMs(mean))

describe('what an endpoint takes at present', () => {
  it('is what is usual, where what happened of late differs by chance alone', () => {
    const noisy = Array.from({ length: 600 }, (_, each) => (each % 2 === 0 ? 300 : 500))
    const known = recorded(noisy)
    const later = recorded([500, 500, 300], { from: 600, known })
    expect(presentProcessing(known, at(600))).toBe(known?.usual)
    expect(presentProcessing(later, at(603))).toBe(later?.usual)
  })

  it('is what happened of late, once it has become three times as slow', () => {
    const known = recorded(repeated(400, 600))
    const slowed = recorded(repeated(1200, 10), { from: 600, known })
    expect(ms(presentProcessing(slowed, at(610)))).toBeGreaterThan(800)
  })

  it('and is what is usual again, once it is as quick as before', () => {
    const slowed = recorded(repeated(1200, 30), { from: 600, known: recorded(repeated(400, 600)) })
    const back = recorded(repeated(400, 60), { from: 630, known: slowed })
    expect(ms(presentProcessing(back, at(690)))).toBeLessThan(450)
  })

  it('differs from what is usual only by more than chance, be it slower or quicker', () => {
    const present = (recent: number) =>
      ms(presentProcessing({ recent: buildMean(recent, { weight: 10 }), usual: buildMean(400) }, moment))
    expect([330, 430].map(present)).toEqual([400, 400])
    expect([130, 1200].map(present)).toEqual([130, 1200])
  })

  it('is what is usual as soon as what happened of late has grown old', () => {
    const known = { recent: buildMean(1200), usual: buildMean(400) }
    expect(ms(presentProcessing(known, moment + recently.lifetimeMs))).toBe(1200)
    expect(ms(presentProcessing(known, moment + recently.lifetimeMs + 1))).toBe(400)
  })

  it('is what is usual for an hour after the last sample, and then unknown', () => {
    const known = recorded(repeated(400, 10))
    expect(ms(presentProcessing(known, at(9 + 3600)))).toBe(400)
    expect(presentProcessing(known, at(9 + 3601))).toBeUndefined()
    expect(presentProcessing(undefined, moment)).toBeUndefined()
  })
})

describe('the quickest that an endpoint is known to be', () => {
  it('is what is usual, while it is slower', () => {
    const slowed = recorded(repeated(1200, 10), { from: 600, known: recorded(repeated(400, 600)) })
    expect(ms(quickestProcessing(slowed, at(610)))).toBeLessThan(420)
  })

  it('is what it takes at present, while it is quicker than usual', () => {
    const quickened = recorded(repeated(100, 20), { from: 600, known: recorded(repeated(400, 600)) })
    expect(ms(quickestProcessing(quickened, at(620)))).toBeLessThan(150)
  })
})
