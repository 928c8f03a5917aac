import { AwsClient } from 'aws4fetch'
import type { TextStore } from '@/lib/cache/text-store'
import type { StoreBreaker } from '@/lib/stores/create-store-breaker'
import type { Effects } from '@/lib/upstream/effects'

/** A bucket of an S3-compatible store (R2, S3, MinIO): its URL with the bucket in it, and a key. */
export type ObjectAddress = {
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

// So that many entries do not lie in one list, and a rule of the bucket can delete them by age.
const prefix = 'isochrone-cache'

// It is asked only for what it is known to hold, and only before a call that would take longer.
const timeoutMs = 500

type Options = Pick<Effects, 'fetch' | 'startTimer'> & { readonly breaker: StoreBreaker }

/** Texts as objects of a bucket. How long they are kept is a matter of the bucket's rules: each says itself how old it is. */
export function createObjectStore(
  address: ObjectAddress,
  { fetch, startTimer, breaker }: Options,
): TextStore {
  const { url, region, accessKeyId, secretAccessKey } = address
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 })
  const send = async (method: 'GET' | 'PUT', { name, text }: { name: string; text?: string }) => {
    const signed = await client.sign(`${url}/${prefix}/${name}`, {
      method,
      ...(text !== undefined && { body: text, headers: { 'content-type': 'text/plain; charset=utf-8' } }),
    })
    const controller = new AbortController()
    const cancel = startTimer(timeoutMs, () => controller.abort())
    try {
      const init = { method, headers: signed.headers, redirect: 'manual' as const, signal: controller.signal }
      const response = await fetch(signed.url, text === undefined ? init : { ...init, body: text })
      const body = await response.text()
      if (response.ok) return body
      // Of a bucket that is not there nothing can be kept.
      if (response.status === 404 && method === 'GET') return undefined
      throw new Error(`The object store answered ${method} with ${response.status}.`)
    } finally {
      cancel()
    }
  }
  return {
    get: name => breaker.run(() => send('GET', { name })),
    set: async (name, { text }) => void (await breaker.run(() => send('PUT', { name, text }))),
  }
}
