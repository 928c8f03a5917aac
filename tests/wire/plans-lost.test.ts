import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Gateway, startGateway } from '../world/start-gateway'
import { expectError } from './support/expect-error'
import { sendTo } from './support/send-to'
import { type Access, ownSettings, startAccess } from './support/start-access'

let access: Access
let cold: Gateway
let headers: Record<string, string>
beforeAll(async () => {
  access = await startAccess()
  const { key } = await access.makeKey('warm')
  headers = { authorization: `Bearer ${key}` }
  access.world.edgeConfig.mode = 'hang'
  cold = await startGateway({ environment: { ...access.world.environment, ...ownSettings } })
})
afterAll(async () => {
  await cold.close()
  await access.close()
})

it('a key of a plan that stands in a lost Edge Config is neither let in nor refused for good', async () => {
  const { status, headers: told } = await sendTo(cold.url, { headers })
  expect([status, told.get('x-should-retry')]).toEqual([503, null])
})

it('a key that is none is refused all the same', async () => {
  const reply = await sendTo(cold.url, { headers: { authorization: 'Bearer sk-123' } })
  expectError(reply, { status: 401, code: 'invalid_api_key' })
})
