import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readOutput } from './read-output'

const edge = { runtime: 'edge', entrypoint: 'index.js', environment: { BUILD: '1' } }
const contents: Record<string, unknown> = {
  'config.json': {
    version: 3,
    routes: [{ handle: 'filesystem' }],
    overrides: { '404.html': { path: '404', contentType: 'text/html; charset=utf-8' } },
  },
  'functions/api/[[...path]].func/.vc-config.json': edge,
  'functions/api/[[...path]].func/index.js': 'code',
  'functions/page.func/.vc-config.json': { runtime: 'nodejs24.x', handler: 'x.cjs' },
  'functions/page.prerender-config.json': {
    fallback: { fsPath: 'page.prerender-fallback.html' },
    initialStatus: 404,
  },
  'functions/page.prerender-fallback.html': '<p>',
  'static/404.html': '<p>',
  'static/_next/x.js': 'x',
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isochrone-output-'))
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  symlinkSync('[[...path]].func', join(folder, 'functions/api/[[...path]].rsc.func'))
})
afterAll(() => rmSync(folder, { recursive: true }))

it('an output is its routes, its edge functions, each once, and its files by the paths they answer', () => {
  const file = join(folder, 'functions/api/[[...path]].func/index.js')
  expect(readOutput(folder)).toEqual({
    routes: [{ handle: 'filesystem' }],
    edgeFunctions: [{ name: 'api/[[...path]]', file, environment: { BUILD: '1' } }],
    functions: { 'api/[[...path]]': 'api/[[...path]]', 'api/[[...path]].rsc': 'api/[[...path]]' },
    files: {
      page: {
        file: 'functions/page.prerender-fallback.html',
        contentType: 'text/html; charset=utf-8',
        status: 404,
      },
      '404': { file: 'static/404.html', contentType: 'text/html; charset=utf-8' },
      '_next/x.js': { file: 'static/_next/x.js', contentType: 'application/javascript; charset=utf-8' },
    },
  })
})
