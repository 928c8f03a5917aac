import { describe, expect, it } from 'vitest'
import { cachePolicy } from '@/lib/cache/cache-policy'
import type { CatalogueModel } from '@/lib/models/catalogue'
import { buildCall } from '../support/build-call'

const model = (cacheTtlSeconds: number): CatalogueModel => ({
  price: undefined,
  contextWindow: undefined,
  maxOutputTokens: undefined,
  fallbacks: [],
  cacheTtlSeconds,
  quality: undefined,
  speed: undefined,
})

type Asked = Partial<Parameters<typeof cachePolicy>[1]>

const policy = (fields: Readonly<Record<string, unknown>> = { temperature: 0 }, asked: Asked = {}) =>
  cachePolicy(buildCall(fields), {
    plan: { cache: 'deterministic' },
    model: model(60),
    control: null,
    ...asked,
  })

const use = { kind: 'use', ttlSeconds: 60, mayRead: true, maxAgeSeconds: undefined }

describe('an answer may be given again', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['where nothing is left to chance', { temperature: 0 }],
    ['where chance is given a seed', { seed: 0 }],
    ['where chance is given a seed, however warm', { seed: 7, temperature: 2 }],
    ['to a stream too', { temperature: 0, stream: true }],
  ])('%s', (_, fields) => {
    expect(policy(fields)).toEqual(use)
  })

  it('whatever is left to chance where the plan says so', () => {
    expect(policy({}, { plan: { cache: 'any' } })).toEqual(use)
  })
})

describe('the cache is passed by', () => {
  it.each<[string, Readonly<Record<string, unknown>>, Asked, string]>([
    ['where the plan has none', { temperature: 0 }, { plan: { cache: 'off' } }, 'plan'],
    ['where the model has no time', { temperature: 0 }, { model: model(0) }, 'model'],
    ['where the model is unknown', { temperature: 0 }, { model: undefined }, 'model'],
    ['where the caller says so', { temperature: 0 }, { control: 'no-store' }, 'no-store'],
    ['where the endpoint is to store it', { temperature: 0, store: true }, {}, 'stored-upstream'],
    ['where something is left to chance', {}, {}, 'left-to-chance'],
    ['where it is a little warm', { temperature: 0.1 }, {}, 'left-to-chance'],
    ['where the seed is null', { seed: null, temperature: null }, {}, 'left-to-chance'],
    [
      'where the caller says so, though the plan allows all',
      {},
      { plan: { cache: 'any' }, control: 'no-store' },
      'no-store',
    ],
  ])('%s', (_, fields, asked, reason) => {
    expect(policy(fields, asked)).toEqual({ kind: 'bypass', reason })
  })
})

describe('the caller’s cache-control', () => {
  const by = (control: string) => policy({ temperature: 0 }, { control })

  it.each<[string, unknown]>([
    ['no-cache', { ...use, mayRead: false }],
    ['No-Cache', { ...use, mayRead: false }],
    ['max-age=30', { ...use, maxAgeSeconds: 30 }],
    ['max-age=0', { ...use, maxAgeSeconds: 0 }],
    ['Max-Age="30"', { ...use, maxAgeSeconds: 30 }],
    [' max-age = 30 , no-cache ', { ...use, mayRead: false, maxAgeSeconds: 30 }],
    ['no-cache, no-store', { kind: 'bypass', reason: 'no-store' }],
    ['max-age=-1', use],
    ['max-age=soon', use],
    ['max-age=Infinity', use],
    ['x-no-store', use],
    ['only-if-cached, max-stale=5', use],
    ['', use],
    [',,=,', use],
  ])('%j', (control, expected) => {
    expect(by(control)).toEqual(expected)
  })
})
