import { isSameDigest, keyedDigest } from '@/lib/access/keyed-digest'

/** What binds a text to its name in a store, so that whoever can write to the store cannot put answers into mouths. */
export type Seal = { readonly name: string; readonly secret: string }

/** The text with a digest before it, which covers the name too: under another name it is worth nothing. */
export async function sealText(text: string, { name, secret }: Seal): Promise<string> {
  return `${await keyedDigest(secret, `${name}.${text}`)}.${text}`
}

/** The text that was sealed; undefined for whatever was not sealed by us under that name. */
export async function openSealed(stored: string, { name, secret }: Seal): Promise<string | undefined> {
  const at = Math.max(0, stored.indexOf('.'))
  const text = stored.slice(at + 1)
  return isSameDigest(stored.slice(0, at), await keyedDigest(secret, `${name}.${text}`)) ? text : undefined
}
