import { pathOf } from '@/lib/openai/path-of'

/** The part of a request's path below `/v1`, which is also served as `/api/v1`: `/chat/completions`. */
export function pathBelowVersion(url: string): string {
  return pathOf(url).replace(/^(\/api)?\/v1(?=\/|$)/, '')
}
