import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { usageRecord } from '@/lib/usage/usage-record'
import { buildUsageRecord } from '../support/build-usage-record'
import type { Ran } from '../support/capture-command'
import { runReplay } from '../wire/support/run-replay'
import { readBody } from '../world/read-body'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'

const token = 'operator-CANARY-0123456789abcdef'
const sentBody = z.strictObject({ records: z.array(usageRecord) })

let server: LoopbackServer
let directory: string
/** What has come, and what is answered: by default that all records were added. */
let received: { method: string; path: string; authorization: string; ids: string[] }[] = []
let reply: (records: number, request: number) => { status: number; text: string }
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'replay-'))
  server = await startLoopbackServer(async (request, response) => {
    const { records } = sentBody.parse(JSON.parse(await readBody(request)))
    const { method = '', url: path = '', headers } = request
    const { authorization = '' } = headers
    received.push({ method, path, authorization, ids: records.map(({ id }) => id) })
    const { status, text } = reply(records.length, received.length)
    response.writeHead(status, { 'content-type': 'application/json' }).end(text)
  })
})
beforeEach(() => {
  received = []
  reply = records => ({ status: 200, text: JSON.stringify({ records, added: records }) })
})
afterAll(async () => {
  await server.close()
  await rm(directory, { recursive: true, force: true })
})

const settings = () => ({ ISOCHRONE_URL: `http://127.0.0.1:${server.port}`, OPERATOR_TOKEN: token })

async function fileOf(lines: readonly string[]): Promise<string> {
  const path = join(directory, crypto.randomUUID())
  await writeFile(path, lines.join('\n'))
  return path
}

const lostLine = (record: object) =>
  JSON.stringify({ at: '2026-11-21T10:05:00.000Z', level: 'warn', event: 'usage-lost', record })

function expectFailure({ code, out, error }: Ran, told: RegExp): void {
  expect(code).toBe(1)
  expect(out).toBe('')
  expect(error.trimEnd().split('\n')).toEqual([expect.stringMatching(told)])
  expect(error).not.toContain(token)
}

describe.concurrent('the command says in one line what it lacks, and fails', () => {
  it.each<[string, RegExp, readonly string[], () => Record<string, string>]>([
    ['no file', /log file/, [], settings],
    ['a file that is not there', /ENOENT/, ['/nowhere/gateway.log'], settings],
    ['a directory', /EISDIR/, ['/tmp'], settings],
    ['no address', /ISOCHRONE_URL/, ['package.json'], () => ({ OPERATOR_TOKEN: token })],
    ['no token', /OPERATOR_TOKEN/, ['package.json'], () => ({ ...settings(), OPERATOR_TOKEN: '' })],
  ])('%s', async (_, told, files, environment) => {
    expectFailure(await runReplay(files, environment()), told)
    expect(received).toEqual([])
  })
})

describe('the command', () => {
  it('sends every lost record of a log and nothing else of it', async () => {
    const [plain, drained, last] = [buildUsageRecord(), buildUsageRecord(), buildUsageRecord()]
    const file = await fileOf([
      ' ▲ Next.js 16',
      '',
      lostLine(plain),
      '{"event":"call","requestId":"request-0001"}',
      '{"event":"usage-lost"}',
      lostLine({ ...plain, id: 'half', nanoUsd: 'x' }),
      JSON.stringify({ message: lostLine(drained), source: 'lambda', timestamp: 1 }),
      JSON.stringify({ message: `${lostLine(last)}\n` }),
      '{"message":"plain text"}',
      'null',
      '{"event":"usage-lost","record":',
    ])
    const { code, out, error } = await runReplay([file], settings())
    expect([code, error]).toEqual([0, ''])
    expect(out).toBe('3 records in the log, 3 of them added.\n')
    const ids = [plain.id, drained.id, last.id]
    const authorization = `Bearer ${token}`
    expect(received).toEqual([{ method: 'POST', path: '/api/admin/usage', authorization, ids }])
  })

  it('sends a long log in parts', async () => {
    const file = await fileOf(Array.from({ length: 450 }, () => lostLine(buildUsageRecord())))
    reply = records => ({ status: 200, text: JSON.stringify({ records, added: records - 1 }) })
    expect((await runReplay([file], settings())).out).toBe('450 records in the log, 447 of them added.\n')
    expect(received.map(({ ids }) => ids.length)).toEqual([200, 200, 50])
    expect(new Set(received.flatMap(({ ids }) => ids)).size).toBe(450)
  })

  it('has nothing to do where nothing was lost', async () => {
    const { code, out } = await runReplay([await fileOf(['{"event":"call"}'])], settings())
    expect([code, out, received]).toEqual([0, '0 records in the log, 0 of them added.\n', []])
  })
})

describe('a deployment that does not take it', () => {
  it.each<[string, RegExp, { status: number; text: string }]>([
    [
      'refuses the token',
      /^401: .*invalid_api_key/,
      { status: 401, text: '{"error":{"code":"invalid_api_key"}}' },
    ],
    ['has lost its store', /^503: .*safe to send it all again/, { status: 503, text: '{"error":{}}' }],
    ['answers no JSON', /\S/, { status: 502, text: '<html>\nBad Gateway\n</html>' }],
    ['answers what is no count', /\S/, { status: 200, text: '{"ok":true}' }],
  ])('is told in one line where it %s', async (_, told, answer) => {
    reply = () => answer
    expectFailure(await runReplay([await fileOf([lostLine(buildUsageRecord())])], settings()), told)
  })

  it('is told in one line where nobody listens', async () => {
    const file = await fileOf([lostLine(buildUsageRecord())])
    const unheard = { ...settings(), ISOCHRONE_URL: 'http://127.0.0.1:1' }
    expectFailure(await runReplay([file], unheard), /\S/)
  })

  it('is not sent the rest after it failed', async () => {
    const file = await fileOf(Array.from({ length: 450 }, () => lostLine(buildUsageRecord())))
    reply = (records, request) =>
      request === 2 ? { status: 503, text: '{"error":{}}' } : { status: 200, text: `{"added":${records}}` }
    expectFailure(await runReplay([file], settings()), /^503/)
    expect(received).toHaveLength(2)
  })
})
