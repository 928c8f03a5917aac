import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** What is wrong with a request, in the words that Anthropic has for it. */
export function problemOf(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'Invalid request'
  const { path, message, unknown } = deepest(issue)
  const place = (unknown === undefined ? path : [...path, unknown]).join('.')
  return `${place}: ${unknown === undefined ? message : 'Extra inputs are not permitted'}`
}

interface Problem {
  path: PropertyKey[]
  message: string
  /** The field that is not known. */
  unknown?: string | undefined
}

// Of a choice, the alternative that was followed furthest is the one that was meant.
function deepest(issue: Issue): Problem {
  const { path, message } = issue
  if (issue.code === 'unrecognized_keys') return { path, message, unknown: issue.keys[0] }
  if (issue.code !== 'invalid_union') return { path, message: inAnthropicsWords(message) }
  const inner = issue.errors.flatMap(issues => issues.slice(0, 1).map(deepest))
  const meant = inner.toSorted((left, right) => right.path.length - left.path.length)[0]
  if (!meant) return { path, message: "Input does not match any of the expected tags by 'type'" }
  return { ...meant, path: [...path, ...meant.path] }
}

function inAnthropicsWords(message: string): string {
  return message.endsWith('received undefined') ? 'Field required' : message
}
