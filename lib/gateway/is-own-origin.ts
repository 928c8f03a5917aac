/**
 * Whether a form was sent by a page of this host: browsers name the page's origin with every form, and what another site
 * has a browser send must do nothing here. The host is the browser's own word too.
 */
export function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get('origin') ?? ''
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === headers.get('host') || host === headers.get('x-forwarded-host')
}
