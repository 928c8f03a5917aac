import type { NextConfig } from 'next'

const pageHeaders = [
  // The framework's own inline script is all that runs; nothing is loaded from elsewhere and nobody may frame the page.
  {
    key: 'content-security-policy',
    value:
      "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  },
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'referrer-policy', value: 'no-referrer' },
]

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The platform compresses what gains by it; here a compressor would hold back parts of streams.
  compress: false,
  // No image is served: the optimizer would be attack surface only.
  images: { unoptimized: true },
  async headers() {
    return [{ source: '/', headers: pageHeaders }]
  },
  // The path that OpenAI's clients know, served by the same route and so by the same isolate.
  async rewrites() {
    return [
      { source: '/v1/:path*', destination: '/api/v1/:path*' },
      { source: '/badge/:name', destination: '/api/status/badge/:name' },
    ]
  },
}

export default config
