import { expect, it } from 'vitest'
import { badgeSvg } from '@/lib/status/badge-svg'

it.each(['operational', 'degraded', 'down', 'draining', 'disabled', 'unknown'] as const)(
  'tells the state in a word and a shape of its own, not by colour alone: %s',
  state => {
    const others = (['operational', 'degraded', 'down'] as const).filter(each => each !== state)
    const svg = badgeSvg({ label: 'fra', state, p50: 42 })
    expect(svg).toContain(`${state} · 42 ms`)
    for (const other of others) expect(svg).not.toContain(other)
  },
)

it('says nothing of a latency that is not known', () => {
  expect(badgeSvg({ label: 'fra', state: 'unknown', p50: null })).not.toContain('ms')
})

it('holds whatever an endpoint is called', () => {
  const svg = badgeSvg({ label: '<script>&"', state: 'down', p50: null })
  expect(svg).not.toContain('<script>')
  expect(svg).toContain('&#60;script&#62;&#38;&#34;')
})
