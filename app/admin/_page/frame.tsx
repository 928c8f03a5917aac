/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'

type Props = { readonly refreshSeconds?: number; readonly children: ComponentChildren }

/** What every operator's page has around its content. */
export function Frame({ refreshSeconds, children }: Props) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="color-scheme" content="light dark" />
        {refreshSeconds !== undefined && <meta httpEquiv="refresh" content={String(refreshSeconds)} />}
        <title>Isochrone operator</title>
        <link rel="icon" href="/icon.svg" />
        <link rel="stylesheet" href="/admin/style.css" />
      </head>
      <body className={refreshSeconds === undefined ? undefined : 'framed'}>
        <main>{children}</main>
      </body>
    </html>
  )
}
