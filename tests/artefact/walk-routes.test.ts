import { describe, expect, it } from 'vitest'
import type { WrittenRoute } from './parse-routes'
import { toRoutingTable } from './to-routing-table'
import { beginWalk, type Step, walkRoutes } from './walk-routes'

// In the shape that `vercel build` writes for the project, with fewer of each kind.
const routes: WrittenRoute[] = [
  { src: '^(?:/((?:[^/]+?)(?:/(?:[^/]+?))*))/$', headers: { Location: '/$1' }, status: 308, continue: true },
  { src: '/404/?', status: 404, continue: true },
  {
    src: '^/v1(?:/(.*))?$',
    missing: [{ type: 'header', key: 'authorization' }],
    middlewarePath: 'middleware',
    continue: true,
  },
  {
    src: '^/((?!.+\\.rsc).+?)(?:/)?$',
    has: [{ type: 'header', key: 'rsc', value: '1' }],
    dest: '/$1.rsc',
    headers: { vary: 'rsc' },
    continue: true,
  },
  { src: '/only-post', methods: ['POST'], dest: '/icon.svg' },
  { src: '/away', dest: '/nowhere' },
  { handle: 'filesystem' },
  { src: '^/v1(?:/(.*))?$', dest: '/api/v1/$1', check: true, headers: { 'x-rewritten': '/api/v1/$1' } },
  { handle: 'resource' },
  { src: '/.*', status: 404 },
  { handle: 'miss' },
  { src: '/_next/static/.+', status: 404, check: true, dest: '/_next/static/not-found.txt' },
  { handle: 'rewrite' },
  { src: '^/api(?:/(?<nxtPpath>.+?))?$', dest: '/api/[[...path]]?nxtPpath=$nxtPpath', check: true },
  { handle: 'hit' },
  { src: '/((?!index$).*?)(?:/)?', headers: { 'X-Matched-Path': '/$1' }, continue: true, important: true },
  { handle: 'error' },
  { src: '/.*', dest: '/404', status: 404, headers: { 'x-error': '404' } },
  { src: '/.*', dest: '/500', status: 500 },
]

const icon = { file: 'static/icon.svg', contentType: 'image/svg+xml' }
const page = { file: 'static/404.html', contentType: 'text/html' }
const missing = { file: 'static/_next/static/not-found.txt', contentType: 'text/plain' }
const table = toRoutingTable({
  routes,
  functions: { middleware: 'middleware', index: 'index', 'api/[[...path]]': 'api' },
  files: { 'icon.svg': icon, '404': page, '_next/static/not-found.txt': missing },
})

type Asking = { readonly method?: string; readonly headers?: Record<string, string> }

function walk(path: string, { method = 'GET', headers = { authorization: 'x' } }: Asking = {}): Step {
  const asked = { method, host: 'x', headers: new Headers(headers), query: new URLSearchParams() }
  return walkRoutes(beginWalk(path), { table, asked })
}

describe('a path', () => {
  it('of a file is that file, with the headers of what is found', () => {
    expect(walk('/icon.svg')).toMatchObject({
      kind: 'file',
      file: icon,
      walk: { headers: [{ name: 'x-matched-path', value: '/icon.svg', isImportant: true }] },
    })
  })

  it('that is the root is the function of the first page', () => {
    expect(walk('/')).toMatchObject({ kind: 'function', service: 'index' })
  })

  it('of a pattern is its function, which learns what the pattern matched', () => {
    const step = walk('/api/v1/models')
    expect(step).toMatchObject({
      kind: 'function',
      service: 'api',
      walk: { query: { nxtPpath: 'v1/models' } },
    })
  })

  it('that is rewritten goes on at the next pattern, and says so', () => {
    const step = walk('/v1/models')
    expect(step).toMatchObject({
      kind: 'function',
      service: 'api',
      walk: { query: { nxtPpath: 'v1/models' } },
    })
    expect(step.walk.headers).toContainEqual({
      name: 'x-rewritten',
      value: '/api/v1/models',
      isImportant: false,
    })
  })

  it('adds no parameter by what stands in it', () => {
    expect(walk('/api/x&admin=1')).toMatchObject({ walk: { query: { nxtPpath: 'x&admin=1' } } })
    expect(Object.keys(walk('/api/x&admin=1').walk.query)).toEqual(['nxtPpath'])
  })

  it('is matched whole, whatever the case of its letters', () => {
    expect(walk('/API/V1/models')).toMatchObject({ kind: 'function', service: 'api' })
    expect(walk('/x/api/v1')).toMatchObject({ kind: 'file', file: page, walk: { status: 404 } })
  })

  it.each(['/x', '/v2/models', '/constructor', '/__proto__', '//api/v1/models'])(
    'of nothing is the page for that: %s',
    path => {
      const step = walk(path)
      expect(step).toMatchObject({ kind: 'file', file: page, walk: { status: 404 } })
      expect(step.walk.headers).toContainEqual({ name: 'x-error', value: '404', isImportant: false })
    },
  )

  it('may be answered by what stands for all that is missing there', () => {
    expect(walk('/_next/static/x.js')).toMatchObject({ file: missing, walk: { status: 404 } })
  })

  it('that leads to nothing, unchecked, is nothing', () => {
    expect(walk('/away')).toMatchObject({ file: page, walk: { status: 404 } })
  })

  it('with a slash too many is redirected, whatever else would be asked', () => {
    const step = walk('/v1/models/', { headers: {} })
    expect(step).toMatchObject({ kind: 'nothing', walk: { status: 308 } })
    expect(step.walk.headers).toContainEqual({ name: 'location', value: '/v1/models', isImportant: false })
  })
})

describe('a route', () => {
  it('for one method leaves the others alone', () => {
    expect(walk('/only-post', { method: 'POST' })).toMatchObject({ kind: 'file', file: icon })
    expect(walk('/only-post')).toMatchObject({ walk: { status: 404 } })
  })

  it('for a header is taken with it alone', () => {
    const headers = { authorization: 'x', rsc: '1' }
    expect(walk('/api/v1/models', { headers })).toMatchObject({
      walk: { query: { nxtPpath: 'v1/models.rsc' } },
    })
  })
})

describe('a middleware', () => {
  it('is asked where nothing is missing that it is not for, and the walk goes on behind it', () => {
    const step = walk('/v1/models', { headers: {} })
    expect(step).toMatchObject({ kind: 'middleware', service: 'middleware' })
    const asked = { method: 'GET', host: 'x', headers: new Headers(), query: new URLSearchParams() }
    expect(walkRoutes(step.walk, { table, asked })).toMatchObject({ kind: 'function', service: 'api' })
  })

  it('that the output lacks is an error', () => {
    const without = { ...table, functions: {} }
    const asked = { method: 'GET', host: 'x', headers: new Headers(), query: new URLSearchParams() }
    expect(() => walkRoutes(beginWalk('/v1/x'), { table: without, asked })).toThrow(
      'no middleware middleware',
    )
  })
})
