import ts from 'typescript'
import type { Source } from './source'

const parsed = new Map<string, ts.SourceFile>()

export function parse({ name, text }: Source): ts.SourceFile {
  const key = `${name}\n${text}`
  const known = parsed.get(key)
  if (known) return known
  const file = ts.createSourceFile(name, text, { languageVersion: ts.ScriptTarget.Latest }, true)
  parsed.set(key, file)
  return file
}

/** Every node of a file, from the top down. */
export function nodesOf(source: Source): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node) => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(parse(source))
  return nodes
}

/** `file:line`, as editors and terminals link it. */
export function place(source: Source, node: ts.Node): string {
  return `${source.name}:${lineOf(node, node.getStart())}`
}

/** From the first line of its own text, without its comment, to the last. */
export function linesOf(node: ts.Node): number {
  return lineOf(node, node.end) - lineOf(node, node.getStart()) + 1
}

function lineOf(node: ts.Node, position: number): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(position).line + 1
}
