import type * as z from 'zod'
import { joinPath } from '@/lib/openai/join-path'

/** What is wrong with a field and which: `messages[0].role`. */
export type Fault = { readonly path: string; readonly message: string }

/** Puts a schema's first complaint into words that name the field and what was expected, never what the caller sent. */
export function describeFault(error: z.ZodError): Fault {
  const issue = error.issues[0]
  if (issue === undefined) return { path: '', message: 'The value is not valid.' }
  const { path, reason, missing } = deepest(issue, [])
  const name = joinPath(path)
  return {
    path: name,
    message: missing ? `Missing required parameter: '${name}'.` : `Invalid '${name}': ${reason}.`,
  }
}

type Complaint = { readonly path: readonly PropertyKey[]; readonly reason: string; readonly missing: boolean }

// Where no branch of a union fits, the branch that got furthest is the one that was meant.
function deepest(issue: z.core.$ZodIssue, parent: readonly PropertyKey[]): Complaint {
  // Of a member that is not known the name is the fault, where it looks like one.
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1).filter(isName) : []
  const path = [...parent, ...issue.path, ...unknown]
  const here = { path, reason: reasonOf(issue), missing: isMissing(issue) }
  if (issue.code !== 'invalid_union') return here
  const inner = issue.errors.flatMap(branch => (branch[0] ? [deepest(branch[0], path)] : []))
  const furthest = inner.reduce<Complaint>(
    (best, each) => (each.path.length > best.path.length ? each : best),
    here,
  )
  if (furthest !== here || inner.length === 0) return furthest
  return {
    ...here,
    reason: inner.map(each => each.reason).join(', or '),
    missing: inner.some(each => each.missing),
  }
}

function isName(key: string): boolean {
  return /^[\w-]{1,64}$/.test(key)
}

function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.message.replace(/^Invalid input: /, '').replace(/^(Too (big|small)): /, '')
}

// zod leaves the input out of its issues (it may be private), but says in the message when there was none.
function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
}
