import { describe, expect, it } from 'vitest'
import { type PageView, pageAddress, readPageView } from '@/lib/gateway/page-view'

const read = (query: string) => readPageView(new URLSearchParams(query))
const usual: PageView = {
  percentile: 'p50',
  window: '1h',
  edge: undefined,
  endpoint: undefined,
  country: undefined,
  model: undefined,
  at: undefined,
}

describe('what is picked on the status page', () => {
  it('is read from its address', () => {
    const query = 'percentile=p99&window=15m&edge=sin1&endpoint=fra&country=vn&model=gpt-4.1&at=10.8,-106.7'
    expect(read(query)).toEqual({
      percentile: 'p99',
      window: '15m',
      edge: 'sin1',
      endpoint: 'fra',
      country: 'VN',
      model: 'gpt-4.1',
      at: { latitude: 10.8, longitude: -106.7 },
    })
  })

  it.each([
    '',
    'percentile=p51&window=2h',
    'country=XX',
    'country=Viet+Nam',
    'at=91,0',
    'at=10.8',
    'model=&edge=',
    `model=${'x'.repeat(101)}`,
  ])('is the usual where it makes no sense: %s', query => {
    expect(read(query)).toEqual(usual)
  })

  it('is the same again, read from an address that was made of it', () => {
    const view: PageView = {
      ...usual,
      percentile: 'p95',
      model: 'a b&c=d',
      at: { latitude: -1, longitude: 2.5 },
    }
    expect(read(pageAddress(view).slice(2))).toEqual(view)
  })
})

describe('an address of the status page', () => {
  it('is short where nothing is picked', () => {
    expect(pageAddress(usual)).toBe('/')
  })

  it('changes one pick and keeps the others', () => {
    const view = read('window=24h&edge=sin1')
    expect(pageAddress(view, { edge: undefined })).toBe('/?window=24h')
    expect(pageAddress(view, { endpoint: 'fra' })).toBe('/?edge=sin1&endpoint=fra&window=24h')
  })
})
