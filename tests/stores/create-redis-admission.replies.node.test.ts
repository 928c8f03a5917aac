import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRedis } from '@/lib/stores/create-redis'
import { createRedisAdmission } from '@/lib/stores/create-redis-admission'
import { createRestTransport } from '@/lib/stores/create-rest-transport'
import { createStoreBreaker } from '@/lib/stores/create-store-breaker'
import { buildAsk } from '../support/build-ask'
import { createFakeEffects } from '../support/fake-effects'
import { readBody } from '../world/read-body'
import { type LoopbackServer, startLoopbackServer } from '../world/start-loopback-server'

// Something that stands where Redis should and answers 200 with this, whatever it is asked.
let reply = ''
let server: LoopbackServer
beforeAll(async () => {
  server = await startLoopbackServer(async (request, response) => {
    await readBody(request)
    response.writeHead(200, { 'content-type': 'application/json' }).end(reply)
  })
})
afterAll(() => server.close())

function connect() {
  const { startTimer, now } = createFakeEffects()
  const address = { url: `http://127.0.0.1:${server.port}`, token: 't' }
  const redis = createRedis(createRestTransport(address, fetch), { startTimer, now })
  return createRedisAdmission(redis, createStoreBreaker(now))
}

const token = { kind: 'token', jti: 'digest' } as const
const key = { kind: 'key', id: 'AAAAAAAAAAAA', record: '{}' } as const

describe('an answer that is none of ours is taken for no answer', () => {
  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"result":null}',
    '{"result":[]}',
    '{"result":"OK"}',
    '{"result":["admitted"]}',
    '{"result":["admitted",1790000000,1,61,0,',
    '{"result":["admitted","1790000000",1,61,0,61]}',
    '{"result":["limited","nothing",1,0,0,0,0]}',
    '{"result":{"success":true,"reason":"timeout"}}',
  ])('neither admitted nor refused: %j', async text => {
    reply = text
    for (const proof of [token, key]) await expect(connect().admit(buildAsk({ proof }))).rejects.toThrow()
  })

  it.each([
    '',
    'null',
    '{}',
    '{"result":null}',
    '[]',
    '[{}]',
    '[{"result":"sha"}',
    '[{"error":"ERR"},{"error":"ERR"}]',
  ])('a key is neither there nor missing: %j', async text => {
    reply = text
    await expect(connect().readKey('AAAAAAAAAAAA')).rejects.toThrow()
  })
})
