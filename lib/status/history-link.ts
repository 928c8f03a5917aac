import { monthName } from '@/lib/status/month'

type Shown = { readonly kind: 'incident' | 'notice'; readonly id: string; readonly at: number }

/** Where the history shows an incident or a notice, below the status page, whose URL ends with a slash. */
export function historyLink(pageUrl: string, { kind, id, at }: Shown): string {
  return `${pageUrl}history?month=${monthName(at)}#${kind}-${id}`
}
