/** What of an error text is known to be nobody else's business, beside what looks like it; asked for only once there is one. */
export type Hidden = {
  /** Texts that are not to be shown as they stand: an endpoint's host, its key. */
  readonly words: () => readonly string[]
  /** What the caller has said, of which nothing is to be repeated. */
  readonly prompts: () => readonly string[]
}

export const nothingHidden: Hidden = { words: () => [], prompts: () => [] }

// What an endpoint's error text can hold that is the operator's business: keys, organizations, hosts, addresses, paths.
// Every repetition is bounded, so that no text takes long to search.
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const topLevel =
  '(?:com|net|org|info|biz|io|ai|app|dev|cloud|tech|xyz|edu|gov|test|example|invalid|internal|local|localhost|lan|corp|home|svc|[a-z]{2})'
const secrets: readonly RegExp[] = [
  /\bhttps?:\/\/\S{1,512}/gi,
  /(?:\/[\w.@-]{1,64}){1,16}\.(?:[cm]?[jt]sx?|py|go|rs|rb|java|php|so)\b(?::\d{1,7}){0,2}/g,
  /\b[A-Z][A-Z0-9_]{2,64}=\S{1,512}/g,
  /\b(?:g?sk|pk|rk|xai|api[-_ ]?key|key|token|bearer)[\s:=_-]{1,4}(?=[\w*.+/=-]{0,200}[\d*])[\w*.+/=-]{4,512}/gi,
  /\bbearer\s{1,4}(?=[\w+/=.-]{0,200}[-_.])[\w+/=.-]{8,512}/gi,
  /\b(?:sk|pk|rk|gsk|xai)[-_][\w*.-]{4,512}/gi,
  /\b(?:org|proj|user|asst)[-_][A-Za-z0-9]{6,128}/g,
  new RegExp(`\\b(?:${label}\\.){1,8}${topLevel}\\b(?![\\w-])(?::\\d{1,5})?`, 'gi'),
  /\blocalhost\b(?::\d{1,5})?/gi,
  /\b[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?:\d{4,5}\b/gi,
  /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g,
  /\[?(?:\b[0-9a-f]{1,4}|:)(?::[0-9a-f]{0,4}){2,7}\]?(?::\d{1,5})?/gi,
]

// What follows is a stack, in the words of JavaScript and Java, Python or Go. A file stands in each, which tells it from a time.
const stack =
  /\sat (?:async |new )?[\w.<>$ [\]]{0,128}\(?(?:[^\s()]{0,128}\/[^\s()]{0,128}|node:[^\s()]{1,64}|[\w$-]{1,64}\.\w{1,5}):\d|\bTraceback \(most|\n\s{0,8}File "|\bgoroutine \d/

const gone = '[redacted]'
const longest = 1000

/** An error text of an endpoint as it may be shown to a caller, 1,000 characters at most; empty where nothing is left. */
export function redactText(text: string, hidden: Hidden = nothingHidden): string {
  const end = text.slice(0, 4 * longest).search(stack)
  const told = end === -1 ? text : text.slice(0, end)
  // Cut between words, so that no secret is cut into something that is not recognized as one.
  const words = told.length > longest ? told.slice(0, longest).replace(/\S*$/, '') : told
  const literal = hidden
    .words()
    .filter(word => word.length >= shortestWord)
    .reduce((kept, word) => kept.replaceAll(word, gone), words)
  const unprompted = withoutPrompts(literal, hidden)
  return secrets.reduce((kept, secret) => kept.replace(secret, gone), unprompted).trim()
}

const shortestWord = 4
// What a caller has said is recognized by the whole of it, or by so much of it as nobody else would say.
const shortestPrompt = 8
const shortestPart = 16
// Further into a long prompt nothing is looked for: an endpoint that quotes one begins where it begins. And of many prompts
// the last are, lest whoever sends a large call that is refused have us search it all.
const searchedOfOne = 64 * 1024
const searched = 256 * 1024

function withoutPrompts(text: string, { prompts }: Hidden): string {
  if (text.length < shortestPrompt) return text
  const said = prompts().map(prompt => prompt.trim().slice(0, searchedOfOne))
  const whole = said
    .filter(prompt => prompt.length >= shortestPrompt)
    .reduce((kept, prompt) => kept.replaceAll(prompt, gone), text)
  let left = searched
  const long = [...new Set(said.toReversed())].filter(prompt => {
    if (prompt.length < shortestPart || prompt.length > left) return false
    left -= prompt.length
    return true
  })
  // Searched as one text, since each search has its cost; no quote goes over a NUL.
  return long.length === 0 ? whole : withoutPartsOf(whole, long.join('\0'))
}

function withoutPartsOf(text: string, said: string): string {
  let kept = ''
  let at = 0
  while (at < text.length) {
    const isStart = at === 0 || !/\w/.test(text.charAt(at - 1))
    const length = isStart ? quotedLength(text.slice(at), said) : 0
    kept += length > 0 ? gone : text.charAt(at)
    at += Math.max(1, length)
  }
  return kept
}

// How much of the text's beginning has been said as well.
function quotedLength(text: string, said: string): number {
  const found = text.length < shortestPart ? -1 : said.indexOf(text.slice(0, shortestPart))
  if (found === -1) return 0
  let length = shortestPart
  while (length < text.length && text[length] === said[found + length]) length++
  return length
}
