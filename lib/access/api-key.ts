/** An API key as its holder has it: `iso_<id>_<secret>`. */
export type ApiKey = { readonly id: string; readonly text: string }

const form = /^iso_([A-Za-z0-9]{12})_([A-Za-z0-9]{40})$/

/** Reads an API key; undefined for anything that cannot be one, which then costs no look-up. */
export function parseApiKey(text: string): ApiKey | undefined {
  const id = form.exec(text)?.[1]
  return id === undefined ? undefined : { id, text }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Makes an API key of random bytes: 52 characters of 62, of which the first 12 are its id. */
export function createApiKey(randomBytes: (count: number) => Uint8Array<ArrayBuffer>): ApiKey {
  let characters = ''
  while (characters.length < 52) {
    for (const byte of randomBytes(64)) {
      // Of 256 values the last 8 would make the first 8 letters more likely.
      if (byte < 248 && characters.length < 52) characters += alphabet[byte % 62] ?? ''
    }
  }
  const id = characters.slice(0, 12)
  return { id, text: `iso_${id}_${characters.slice(12)}` }
}
