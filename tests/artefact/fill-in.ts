import type { Captured } from './match-route'

/** Puts what a route captured in the places of `$1` and `$name`; a name that captured nothing stands for nothing. */
export function fillIn(template: string, captured: Captured): string {
  return template.replace(/\$(\w+)/g, (_, name: string) => captured[name] ?? '')
}
