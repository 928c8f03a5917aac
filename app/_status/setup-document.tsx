/** @jsxImportSource preact */
import { renderToString } from 'preact-render-to-string'
import { SetupPage } from '@/app/_status/setup-page'
import baseStyle from '@/app/base.css?raw'
import setupStyle from '@/app/setup.css?raw'
import statusStyle from '@/app/status.css?raw'
import { documentResponse } from '@/lib/gateway/document-response'
import type { SetupItem } from '@/lib/gateway/setup-item'

/** The page that says what a deployment lacks, without any script. */
export function setupDocument(items: readonly SetupItem[]): Promise<Response> {
  return documentResponse({
    title: 'Isochrone: set up',
    head: '<meta name="robots" content="noindex">',
    body: renderToString(<SetupPage items={items} />),
    style: baseStyle + statusStyle + setupStyle,
    script: '',
  })
}
