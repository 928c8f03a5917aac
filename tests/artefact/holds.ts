/** What a route asks of a request beside its path. */
export type Condition = {
  readonly type: 'header' | 'query' | 'cookie' | 'host'
  readonly key?: string | undefined
  readonly value?: string | undefined
}

/** The parts of a request that conditions ask for. */
export type Asked = {
  readonly method: string
  readonly host: string
  readonly headers: { get(name: string): string | null }
  readonly query: { get(name: string): string | null }
}

/** Whether a request meets a condition, and what the named groups of its value matched; nothing where it does not. */
export function holds(
  { type, key = '', value }: Condition,
  asked: Asked,
): Record<string, string> | undefined {
  const found = askedFor(type, key, asked)
  if (found === null) return undefined
  if (value === undefined) return {}
  const match = new RegExp(`^(?:${value})$`).exec(found)
  return match === null ? undefined : { ...match.groups }
}

function askedFor(type: Condition['type'], key: string, asked: Asked): string | null {
  if (type === 'host') return asked.host
  if (type === 'query') return asked.query.get(key)
  return type === 'header' ? asked.headers.get(key) : cookieOf(asked, key)
}

function cookieOf({ headers }: Asked, key: string): string | null {
  const pairs = (headers.get('cookie') ?? '').split(/; */)
  return pairs.find(pair => pair.startsWith(`${key}=`))?.slice(key.length + 1) ?? null
}
