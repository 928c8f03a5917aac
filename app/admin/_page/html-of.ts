import { Fragment, isValidElement, type ReactNode } from 'react'

// Attributes that React names otherwise than HTML does.
const names: Readonly<Record<string, string>> = {
  className: 'class',
  htmlFor: 'for',
  httpEquiv: 'http-equiv',
  defaultValue: 'value',
  charSet: 'charset',
}

const voids = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

/**
 * Writes elements as HTML: components that are functions of their properties, and nothing else of React. A route handler has
 * no other way: the framework keeps React's own server renderer to its pages, which cannot answer a form.
 */
export function htmlOf(node: ReactNode): string {
  if (node === null || node === undefined || typeof node === 'boolean') return ''
  if (typeof node === 'string' || typeof node === 'number' || typeof node === 'bigint')
    return escaped(`${node}`)
  if (isValidElement<Readonly<Record<string, unknown>>>(node)) {
    const { type, props } = node
    if (typeof type === 'string') return elementHtml(type, props)
    return type === Fragment ? htmlOf(childrenOf(props)) : htmlOf(Reflect.apply(type, undefined, [props]))
  }
  if (Symbol.iterator in node) return [...node].map(htmlOf).join('')
  throw new Error('What is to be written is no element.')
}

function elementHtml(tag: string, props: Readonly<Record<string, unknown>>): string {
  const isTextarea = tag === 'textarea'
  const attributes = Object.entries(props)
    .filter(([name]) => name !== 'children' && !(isTextarea && name === 'defaultValue'))
    .map(([name, value]) => attributeHtml(names[name] ?? name, value))
    .join('')
  if (voids.has(tag)) return `<${tag}${attributes}>`
  const { defaultValue } = props
  // The first line feed in a textarea is not part of its text.
  const content = isTextarea ? `\n${escaped(`${defaultValue ?? ''}`)}` : htmlOf(childrenOf(props))
  return `<${tag}${attributes}>${content}</${tag}>`
}

function attributeHtml(name: string, value: unknown): string {
  if (value === undefined || value === null || value === false) return ''
  return value === true ? ` ${name}=""` : ` ${name}="${escaped(`${value}`)}"`
}

function childrenOf({ children }: Readonly<Record<string, unknown>>): ReactNode {
  return isNode(children) ? children : null
}

function isNode(value: unknown): value is ReactNode {
  return typeof value !== 'function' && typeof value !== 'symbol'
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
