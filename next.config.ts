import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The platform compresses what gains by it; here a compressor would hold back parts of streams.
  compress: false,
  // No image is served: the optimizer would be attack surface only.
  images: { unoptimized: true },
  turbopack: {
    // The style and the script of the status page stand in its document.
    rules: { '*': { condition: { query: '?raw' }, type: 'text' } },
    // What packages only mention, and what an isolate would have to read before its first answer: each says why.
    resolveAlias: {
      'zod/v3': './lib/translation/zod-first-party-type-kind.ts',
      'next/dist/compiled/react-server-dom-turbopack/server.edge':
        './lib/gateway/create-client-module-proxy.ts',
      '@opentelemetry/api': './lib/telemetry/trace.ts',
      // `next/server` has it for `userAgent`, which nothing here asks for.
      'next/dist/compiled/ua-parser-js': 'next/dist/compiled/server-only/empty.js',
      // `@upstash/ratelimit` has it for the analytics that it is not asked for.
      '@upstash/core-analytics': 'next/dist/compiled/server-only/empty.js',
    },
  },
  // The path that OpenAI's clients know, served by the same route and so by the same isolate.
  async rewrites() {
    return [
      { source: '/v1/:path*', destination: '/api/v1/:path*' },
      { source: '/badge/:name', destination: '/api/status/badge/:name' },
      { source: '/feed.xml', destination: '/api/status/feed.xml' },
    ]
  },
}

export default config
