import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'

/** A certificate and its private key, both PEM. */
export type Certificate = { readonly cert: string; readonly key: string; readonly name: string }

type Wanted = {
  readonly name: string
  /** Who signs it; without one it signs itself. */
  readonly issuer?: Certificate
  /** The host names for which it is valid; 127.0.0.1 always counts unless there are others. */
  readonly hosts?: readonly string[]
  readonly isAuthority?: boolean
  /** Days from today on which it ends; one that has passed makes it expired. */
  readonly endsInDays?: number
}

/** Makes a certificate (X.509, ECDSA with SHA-256) without any tool. Source: https://www.rfc-editor.org/rfc/rfc5280 */
export function makeCertificate({
  name,
  issuer,
  hosts,
  isAuthority = false,
  endsInDays = 7,
}: Wanted): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const subjects = hosts?.map(host => der(0x82, Buffer.from(host))) ?? [
    der(0x87, Buffer.from([127, 0, 0, 1])),
  ]
  const extension = isAuthority
    ? sequence(
        oid(0x55, 0x1d, 0x13),
        der(1, Buffer.from([255])),
        der(4, sequence(der(1, Buffer.from([255])))),
      )
    : sequence(oid(0x55, 0x1d, 0x11), der(4, sequence(...subjects)))
  const content = sequence(
    der(0xa0, der(2, Buffer.from([2]))),
    der(2, Buffer.from([Math.floor(Math.random() * 127) + 1, isAuthority ? 1 : 2])),
    ecdsaWithSha256,
    nameOf(issuer?.name ?? name),
    sequence(moment(-30), moment(endsInDays)),
    nameOf(name),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(extension)),
  )
  const signer: KeyObject = issuer ? createPrivateKey(issuer.key) : privateKey
  const signature = createSign('sha256').update(content).sign(signer)
  const whole = sequence(content, ecdsaWithSha256, der(3, Buffer.from([0]), signature))
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n').trim()
  return { name, key, cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` }
}

const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))

function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(text)))))
}

function moment(days: number): Buffer {
  const text = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\.\d+/g, '')
  return der(0x17, Buffer.from(text.slice(2)))
}

function oid(...bytes: number[]): Buffer {
  return der(6, Buffer.from(bytes))
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts)
}

/** One value of ASN.1: its kind, its length and its bytes. */
function der(kind: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([kind, ...size]), content])
}
