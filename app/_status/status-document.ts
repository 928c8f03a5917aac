import script from '@/app/_status/page-script.js?raw'
import baseStyle from '@/app/base.css?raw'
import incidentStyle from '@/app/incidents.css?raw'
import statusStyle from '@/app/status.css?raw'
import { documentResponse } from '@/lib/gateway/document-response'

const head =
  '<meta name="description" content="State and latency of each endpoint behind this gateway."><link rel="alternate" type="application/rss+xml" title="Isochrone status" href="/feed.xml">'

/** What the public pages have in common around their bodies. They are none of the framework, whose own script is 131 KB after gzip. */
export function statusDocument(title: string, body: string): Promise<Response> {
  return documentResponse({ title, head, body, style: baseStyle + statusStyle + incidentStyle, script })
}
