import { openapiDocument } from '@/lib/gateway/openapi-document'

// It changes with a deployment only, so each instance makes it once.
let written: string | undefined

/** Answers `GET /api/openapi.json`. Anyone may read it, from a page of any origin. */
export function serveOpenapi(): Response {
  written ??= JSON.stringify(openapiDocument())
  return new Response(written, {
    headers: {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=60, s-maxage=60',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    },
  })
}
