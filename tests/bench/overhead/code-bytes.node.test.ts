import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { edgeFunctionBytes, gzippedBytes, nextFunctionBytes } from './code-bytes'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-bytes-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const short = 'export {}'
const long = Array.from({ length: 500 }, (_, at) => `export const a${at} = ${at * at}`).join('\n')

function write(name: string, text: string): string {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

it('packs files together, and knows nothing where one is missing', () => {
  const files = [write('a.js', short), write('b.js', long)]
  expect(gzippedBytes(files)).toBe(gzipSync(short + long).length)
  expect(gzippedBytes([...files, join(folder, 'none.js')])).toBeUndefined()
})

it('finds the largest edge function of a deployment, whatever its others weigh', () => {
  const put = (name: string, { runtime, code }: { runtime: string; code: string }) => {
    write(`output/functions/${name}.func/.vc-config.json`, JSON.stringify({ runtime }))
    write(`output/functions/${name}.func/index.js`, code)
  }
  put('index', { runtime: 'edge', code: short })
  put('api/[[...path]]', { runtime: 'edge', code: long })
  put('old', { runtime: 'nodejs24.x', code: long + long.replaceAll('a', 'b') })
  expect(edgeFunctionBytes(join(folder, 'output'))).toBe(gzipSync(long).length)
  expect(edgeFunctionBytes(join(folder, 'none'))).toBeUndefined()
})

it('finds the largest edge function of a build', () => {
  write('build/server/one.js', short)
  write('build/server/other.js', long)
  const functions = {
    '/': { files: ['server/one.js'] },
    '/api': { files: ['server/one.js', 'server/other.js'] },
  }
  write('build/server/middleware-manifest.json', JSON.stringify({ functions }))
  expect(nextFunctionBytes(join(folder, 'build'))).toBe(gzipSync(short + long).length)
  expect(nextFunctionBytes(join(folder, 'none'))).toBeUndefined()
})
