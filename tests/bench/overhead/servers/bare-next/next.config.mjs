// What next.config.ts of the gateway sets and a call meets.

// biome-ignore lint/style/noDefaultExport: Next wants it
export default {
  poweredByHeader: false,
  compress: false,
  async rewrites() {
    return [{ source: '/v1/:path*', destination: '/api/v1/:path*' }]
  },
}
