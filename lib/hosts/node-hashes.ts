import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto'

// What is longer would keep all other calls from being served meanwhile.
const longestBytes = 16 * 1024

const hashes: ReadonlyMap<unknown, string> = new Map([
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
])

/**
 * Has digests and HMACs of short texts be there at once, where the runtime's own wake a thread for them, and call and thread
 * wait for each other many times as long as the hash takes. All else, and every fault, is left to the runtime.
 */
export function nodeHashes(subtle: SubtleCrypto): void {
  const digest = subtle.digest.bind(subtle)
  const sign = subtle.sign.bind(subtle)
  const importKey: Import = subtle.importKey.bind(subtle)
  const secrets = new WeakMap<CryptoKey, KeyObject>()
  Object.defineProperties(subtle, {
    digest: {
      async value(...[algorithm, data]: Parameters<typeof digest>) {
        const hash = hashes.get(algorithm)
        if (hash === undefined || !isShort(data)) return await digest(algorithm, data)
        return plain(createHash(hash).update(bytesOf(data)).digest())
      },
    },
    sign: {
      async value(...[algorithm, key, data]: Parameters<typeof sign>) {
        const secret = secrets.get(key)
        if (algorithm !== 'HMAC' || secret === undefined || !isShort(data))
          return await sign(algorithm, key, data)
        return plain(createHmac('sha256', secret).update(bytesOf(data)).digest())
      },
    },
    importKey: {
      async value(...asked: Parameters<Import>) {
        const key = await importKey(...asked)
        const [format, secret] = asked
        if (format === 'raw' && isSigningKey(key)) secrets.set(key, createSecretKey(bytesOf(secret)))
        return key
      },
    },
  })
}

type Import = (
  format: 'raw',
  secret: BufferSource,
  algorithm: HmacImportParams,
  extractable: boolean,
  usages: KeyUsage[],
) => Promise<CryptoKey>

function isSigningKey({ algorithm, usages }: CryptoKey): boolean {
  const hash: unknown = 'hash' in algorithm ? algorithm.hash : undefined
  const isSha256 = typeof hash === 'object' && hash !== null && 'name' in hash && hash.name === 'SHA-256'
  return algorithm.name === 'HMAC' && isSha256 && usages.includes('sign')
}

function isShort(data: unknown): data is BufferSource {
  return (ArrayBuffer.isView(data) || data instanceof ArrayBuffer) && data.byteLength <= longestBytes
}

function bytesOf(data: BufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}

// Of its own: a digest of Node's may lie in memory that is shared with other buffers.
function plain(digest: Buffer): ArrayBuffer {
  return new Uint8Array(digest).buffer
}
