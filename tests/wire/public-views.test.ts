import { afterAll, beforeAll, expect, it } from 'vitest'
import { leaksIn, secretMessage, wholeReply } from './support/canaries'
import { chatBody } from './support/send-to'
import { type Access, startAccess } from './support/start-access'

let access: Access
let secrets: string[] = []
beforeAll(async () => {
  access = await startAccess()
  const { id, key } = await access.makeKey('warm', { name: 'CANARY-app', tenant: 'CANARY-tenant' })
  secrets = [id, key, 'CANARY', ...access.world.endpoints.map(({ port }) => `:${port}`)]
  const body = chatBody({ messages: [secretMessage] })
  expect((await access.sendAs(key, { body })).status).toBe(200)
  const error = { message: 'CANARY-error of the upstream' }
  access.world.endpoint('sin').set({ fault: { kind: 'status', status: 500, body: { error } } })
  expect((await access.sendAs(key, { body })).status).toBe(502)
})
afterAll(() => access.close())

it.each([
  ['without a credential', {}],
  ['with a key', { authorization: 'Bearer sk-unknown' }],
])('what anyone may see names no host, tenant, key, prompt or error: %s', async (_, headers) => {
  const documents = ['/api/health', '/api/status', '/api/status/summary.json', '/badge/sin.svg', '/feed.xml']
  for (const path of ['/', '/history', ...documents]) {
    const reply = await access.send({ method: 'GET', path, headers })
    expect(reply.status).toBe(200)
    const text = wholeReply(reply)
    expect([...secrets.filter(each => text.includes(each)), ...leaksIn(text, access)]).toEqual([])
  }
})
