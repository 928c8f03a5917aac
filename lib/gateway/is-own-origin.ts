import { parseUrl } from '@/lib/openai/parse-url'

/**
 * Whether a form was sent by a page of this host: browsers name the page's origin with every form, and what another site
 * has a browser send must do nothing here. The host is the browser's own word too.
 */
export function isOwnOrigin(headers: Headers): boolean {
  const host = parseUrl(headers.get('origin') ?? '')?.host
  if (host === undefined) return false
  return host === headers.get('host') || host === headers.get('x-forwarded-host')
}
