import { parseAst } from 'vite'

type Node = { readonly type: string; readonly start: number; readonly end: number }

type Property = Node & {
  readonly kind?: string
  readonly computed?: boolean
  readonly key?: Node & { readonly name?: string; readonly value?: unknown }
}

/**
 * The same program with each `{ ...given, added: 1 }` as `{ added: void 0, ...given, added: 1 }`. The V8 of Node 20 gives each object
 * that begins with a spread and is added to a hidden class of its own: nothing that reads it is ever fast, and it lives until
 * the next whole collection. Fixed in that of Node 22. The objects are equal; only the order of their keys may be another.
 */
export function beginWithAKey(code: string): string {
  const places = placesIn(parseAst(code)).toSorted((one, other) => one.at - other.at)
  let from = 0
  const parts = places.map(({ at, key }) => {
    const before = code.slice(from, at)
    from = at
    return `${before}${key}:void 0,`
  })
  return parts.join('') + code.slice(from)
}

type Place = { readonly at: number; readonly key: string }

function placesIn(program: unknown): readonly Place[] {
  const places: Place[] = []
  const visit = (value: unknown) => {
    if (Array.isArray(value)) for (const each of value) visit(each)
    else if (isNode(value)) {
      const key = keyToBeginWith(value)
      if (key !== undefined) places.push({ at: value.start + 1, key })
      for (const each of Object.values(value)) visit(each)
    }
  }
  visit(program)
  return places
}

function isNode(value: unknown): value is Node & { readonly properties?: readonly Property[] } {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function keyToBeginWith({ type, properties = [] }: Node & { readonly properties?: readonly Property[] }) {
  if (type !== 'ObjectExpression' || properties[0]?.type !== 'SpreadElement') return undefined
  // An accessor, or a prototype, would be more than the value that takes its place.
  const added = properties.find(({ kind, computed, key }) => kind === 'init' && !computed && key)?.key
  const key = added?.name ?? JSON.stringify(added?.value)
  return key === '__proto__' || key === '"__proto__"' ? undefined : key
}
