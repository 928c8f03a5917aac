/**
 * Reads an absolute URL; undefined where the text is none. Not by `URL.canParse`: in Node 20, once it is compiled, it refuses
 * what holds `ü` and its like, so that the same URL is one at first and none after some thousand calls.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
