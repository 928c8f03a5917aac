import ts from 'typescript'
import type { Source } from './source'
import { nodesOf, place } from './syntax'

export interface Import {
  /** What the file asks for; undefined where it is computed and cannot be read. */
  specifier: string | undefined
  place: string
}

/** Everything a file imports in any way the language knows: statically, dynamically, as a type, by re-export. */
export function importsOf(source: Source): Import[] {
  return nodesOf(source).flatMap(node => {
    const argument = importArgument(node)
    if (!argument) return []
    const specifier = ts.isStringLiteralLike(argument) ? argument.text : undefined
    return [{ specifier, place: place(source, node) }]
  })
}

function importArgument(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isExternalModuleReference(node)) return node.expression
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node
  if (ts.isCallExpression(node) && isLoader(node.expression)) return node.arguments[0] ?? node
  return undefined
}

function isLoader(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}
