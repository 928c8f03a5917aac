import { randomBytes } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A fresh id such as `chatcmpl-` and 29 letters or digits. */
export function newId(prefix: string, length: number): string {
  const letters = [...randomBytes(length)].map(byte => alphabet.charAt(byte % alphabet.length))
  return prefix + letters.join('')
}
