import { ApiError } from '@/lib/openai/api-error'

/** Where the value of a member of the outermost object stands in the text: `start` up to but without `end`. */
export type Span = { readonly start: number; readonly end: number }

const maxDepth = 64

// Reading and checking so many takes some 80 ms; no context window of any model holds a call with more. Numbers are lighter,
// and embeddings may be asked for by tokens, of 300,000 in one request.
// Source: https://platform.openai.com/docs/api-reference/embeddings/create
const mostValues = 50_000
const numbersPerValue = 8

const quote = 34
const comma = 44
const colon = 58
const backslash = 92
const space = 32
const minus = 45
const zero = 48
const nine = 57

/**
 * Finds the members of the outermost object of a JSON text, in one pass and without building anything, so that
 * a value can be replaced in place and the rest stays as the caller wrote it. Refuses what parsers read differently
 * or choke on: nesting deeper than 64 (`json_too_deep`), a member named twice (`duplicate_key`), and more than 50,000
 * values, of which eight numbers count as one (`invalid_request`).
 * The text need not be valid JSON; parsing decides that.
 */
export function scanMembers(text: string): ReadonlyMap<string, Span> {
  const members = new Map<string, Span>()
  let depth = 0
  let values = 0
  let key: string | undefined
  let lastString: Span = { start: 0, end: 0 }
  let valueStart = 0
  const endMember = (end: number) => {
    if (key !== undefined) addMember(members, { key, span: trim(text, { start: valueStart, end }) })
    key = undefined
  }
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === quote) {
      lastString = { start: at, end: endOfString(text, at) }
      at = lastString.end - 1
    } else if (isOpening(character)) {
      if (++depth > maxDepth) throw tooDeep()
    } else if (isClosing(character)) {
      if (depth === 1) endMember(at)
      depth--
    } else if (depth === 1 && character === colon && key === undefined) {
      key = readKey(text, lastString)
      valueStart = at + 1
    } else if (character === comma) {
      values += isNumberAt(text, at + 1) ? 1 / numbersPerValue : 1
      if (values > mostValues) throw tooMany()
      if (depth === 1) endMember(at)
    }
  }
  return members
}

function isNumberAt(text: string, from: number): boolean {
  let at = from
  while (text.charCodeAt(at) === space) at++
  const character = text.charCodeAt(at)
  return character === minus || (character >= zero && character <= nine)
}

// '{' and '[', '}' and ']' differ in one bit only.
function isOpening(character: number): boolean {
  return (character | 32) === 123
}

function isClosing(character: number): boolean {
  return (character | 32) === 125
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end + 1
}

function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text.charCodeAt(first - 1) === backslash) first--
  return (at - first) % 2 === 1
}

function readKey(text: string, span: Span): string {
  const raw = text.slice(span.start + 1, span.end - 1)
  if (!raw.includes('\\')) return raw
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    // Not a JSON string, so the text is not JSON: the parser will say so.
    return raw
  }
}

function addMember(members: Map<string, Span>, { key, span }: { key: string; span: Span }): void {
  if (members.has(key))
    throw new ApiError('duplicate_key', `The body names '${key.slice(0, 64)}' twice.`, {
      param: key.slice(0, 64),
    })
  members.set(key, span)
}

function trim(text: string, { start, end }: Span): Span {
  const raw = text.slice(start, end)
  return { start: start + raw.length - raw.trimStart().length, end: end - raw.length + raw.trimEnd().length }
}

function tooMany(): ApiError {
  return new ApiError('invalid_request', `The body holds more than ${mostValues} values.`)
}

function tooDeep(): ApiError {
  return new ApiError('json_too_deep', `The body is nested deeper than ${maxDepth} levels.`)
}
