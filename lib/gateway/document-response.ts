type Parts = {
  readonly title: string
  /** Elements of the head, already as HTML. */
  readonly head: string
  readonly body: string
  readonly style: string
  /** Absent where nothing is to run. */
  readonly script?: string
  readonly status?: number
}

const encoder = new TextEncoder()

/**
 * A page as one HTML document: its style and script stand in it, and nothing else of either kind runs, since the policy names
 * them by their digests. Nobody may frame it, and nothing is loaded from elsewhere.
 */
export async function documentResponse(parts: Parts): Promise<Response> {
  const { title, head, body, style, script, status = 200 } = parts
  const [styleDigest, scriptDigest] = await Promise.all([
    sourceOf(style),
    script === undefined ? "'none'" : sourceOf(script),
  ])
  const policy = [
    "default-src 'none'",
    `script-src ${scriptDigest}`,
    `style-src ${styleDigest}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><link rel="icon" href="/icon.svg" type="image/svg+xml">${head}<style>${style}</style></head><body>${body}${script === undefined ? '' : `<script>${script}</script>`}</body></html>`
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-store',
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
}

async function sourceOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)))
  return `'sha256-${btoa(String.fromCharCode(...digest))}'`
}
