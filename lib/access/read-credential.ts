/** The caller's credential: the bearer token, or else `api-key` or `x-api-key`; undefined where it sent none. */
export function readCredential(headers: Headers): string | undefined {
  const bearer = /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  return bearer || headers.get('api-key') || headers.get('x-api-key') || undefined
}
