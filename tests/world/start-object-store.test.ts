import { AwsClient } from 'aws4fetch'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ObjectStore, startObjectStore } from './start-object-store'

describe('the object store', () => {
  let store: ObjectStore

  beforeAll(async () => {
    store = await startObjectStore()
  })
  beforeEach(() => store.reset())
  afterAll(() => store.close())

  const signed = (changes: { secretAccessKey?: string; accessKeyId?: string } = {}) => {
    const { accessKeyId, secretAccessKey, region } = store
    return new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0, ...changes })
  }
  const put = (client = signed()) => client.fetch(`${store.url}/a/b`, { method: 'PUT', body: 'Đà Nẵng' })

  it('keeps what is signed', async () => {
    expect((await put()).status).toBe(200)
    const response = await signed().fetch(`${store.url}/a/b`)
    expect([response.status, await response.text()]).toEqual([200, 'Đà Nẵng'])
    expect(store.requests).toEqual([
      { method: 'PUT', path: '/answers/a/b' },
      { method: 'GET', path: '/answers/a/b' },
    ])
  })

  it('refuses what is unsigned, or signed by another key', async () => {
    expect((await fetch(`${store.url}/a/b`, { method: 'PUT', body: 'text' })).status).toBe(403)
    expect((await fetch(`${store.url}/a/b`)).status).toBe(403)
    expect((await put(signed({ secretAccessKey: 'other' }))).status).toBe(403)
    expect((await put(signed({ accessKeyId: 'other' }))).status).toBe(403)
    expect((await signed().fetch(`${store.url}/a/b`)).status).toBe(404)
  })

  it('refuses a signature under which something else stands', async () => {
    const { headers } = await signed().sign(`${store.url}/a/b`, { method: 'PUT', body: 'text' })
    const other = await fetch(`${store.url}/a/c`, { method: 'PUT', headers, body: 'text' })
    expect(other.status).toBe(403)
  })

  it('is empty and well again once it is reset', async () => {
    await put()
    store.mode = 'error'
    expect((await put()).status).toBe(503)
    await store.refuse()
    await expect(put()).rejects.toThrow('fetch failed')
    await store.reset()
    expect(store.requests).toEqual([])
    expect((await signed().fetch(`${store.url}/a/b`)).status).toBe(404)
  })
})
