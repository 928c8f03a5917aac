import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'

/** Claims beside the usual ones; undefined takes one away. */
export type Claims = Readonly<Record<string, unknown>>

type Header = { readonly alg: string; readonly kid?: string }

/** Signs tokens of a caller as an identity provider does. */
export type Signer = {
  /** The secret of HS256. */
  readonly secret: string
  sign(claims?: Claims, header?: Header): Promise<string>
}

export function usualClaims(claims: Claims = {}): Record<string, unknown> {
  const exp = Math.floor(Date.now() / 1000) + 600
  const all = { sub: 'user-1', plan: 'warm', jti: randomUUID(), exp, ...claims }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** A signer by a shared secret. */
export function createSigner(secret = 'CANARY-secret-of-tokens-0123456789abcdef'): Signer {
  const bytes = new TextEncoder().encode(secret)
  return {
    secret,
    sign: (claims, header = { alg: 'HS256' }) =>
      new SignJWT(usualClaims(claims)).setProtectedHeader(header).sign(bytes),
  }
}

/** A signer by a key pair, and its public half as a JWKS holds it. */
export function createKeyPair(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' },
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (claims?: Claims, header: Header = { alg: 'ES256', kid }) =>
      new SignJWT(usualClaims(claims)).setProtectedHeader(header).sign(privateKey),
  }
}

/** A token put together by hand. */
export function forge(header: object, claims: Claims = {}, signature = ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part(header)}.${part(usualClaims(claims))}.${signature}`
}
