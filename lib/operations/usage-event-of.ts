import type { RequestFacts } from '@/lib/operations/request-facts'

/** Whether a caller's `stream_options` ask for the extra event with the usage. */
export function usageEventOf(
  options: { readonly include_usage?: boolean | null | undefined } | null | undefined,
): RequestFacts['usageEvent'] {
  return options?.include_usage === true ? 'asked' : 'unasked'
}
