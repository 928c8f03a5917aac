import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import './status.css'

export const metadata: Metadata = {
  title: 'Isochrone status',
  description: 'State and latency of each endpoint behind this gateway.',
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
