const encoder = new TextEncoder()

// A deployment has three secrets, and each call signs with one.
const mostSecrets = 8
const keysOf = new Map<string, CryptoKey>()

/** HMAC-SHA256 of a text under a secret, in hexadecimal. */
export async function keyedDigest(secret: string, text: string): Promise<string> {
  const key = keysOf.get(secret) ?? (await importSecret(secret))
  return toHex(await crypto.subtle.sign('HMAC', key, encoder.encode(text)))
}

async function importSecret(secret: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign'])
  if (keysOf.size < mostSecrets) keysOf.set(secret, key)
  return key
}

/** SHA-256 of a text, in hexadecimal. */
export async function digest(text: string): Promise<string> {
  return toHex(await crypto.subtle.digest('SHA-256', encoder.encode(text)))
}

/** Compares two digests of one length without telling by its duration where they differ. */
export function isSameDigest(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}

/** Compares two secrets; by way of their digests, so that not even their length is told. */
export async function isSameSecret(one: string, other: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(one), digest(other)])
  return isSameDigest(left, right)
}

function toHex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}
