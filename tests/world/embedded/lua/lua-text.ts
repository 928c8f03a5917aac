const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Text as Lua has it: bytes of UTF-8. */
export const luaText = {
  encode: (text: string): Uint8Array => encoder.encode(text),
  /** What is no UTF-8, such as half a letter, turns to replacement characters. */
  decode: (bytes: Uint8Array | null): string => decoder.decode(bytes ?? undefined),
}
