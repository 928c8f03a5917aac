import type { OperationName } from '@/lib/operations/operations'

const version = 'anthropic-version'
const usualVersion = '2023-06-01'
const features = 'anthropic-beta'

/**
 * The headers by which a caller chooses a version of the operation's protocol, and its features: the only ones of its own that an
 * endpoint sees. Source: https://docs.claude.com/en/api/versioning
 */
export function protocolHeaders(
  headers: Headers,
  operation: OperationName,
): Readonly<Record<string, string>> {
  if (operation !== 'messages') return {}
  const wanted = headers.get(features) ?? ''
  const asked = headers.get(version) ?? ''
  return {
    [version]: /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : usualVersion,
    ...(/^[\w.:, -]{1,1024}$/.test(wanted) && { [features]: wanted }),
  }
}
