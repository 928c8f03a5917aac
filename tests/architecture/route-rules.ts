import ts from 'typescript'
import type { Rule, Source } from './source'
import { nodesOf } from './syntax'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const maximumLines = 24

const isRoute = ({ name }: Source): boolean => /^app\/(.*\/)?route\.tsx?$/.test(name)

export const routesRunOnTheEdge: Rule = project =>
  project
    .filter(isRoute)
    .filter(source => exportedConstants(source).get('runtime') !== "'edge'")
    .map(({ name }) => `${name} does not export const runtime = 'edge'`)

export const routesHandOver: Rule = project =>
  project.filter(isRoute).flatMap(source => {
    const handlers = handlersOf(source)
    const lines = source.text.replace(/\n$/, '').split('\n').length
    return [
      ...(handlers.size === 1
        ? []
        : [`${source.name} has ${handlers.size} handlers: ${[...handlers].join(', ')}`]),
      ...(lines <= maximumLines ? [] : [`${source.name} has ${lines} lines`]),
    ]
  })

/** The functions that answer the exported methods, however each method is bound to its function. */
function handlersOf(source: Source): Set<string> {
  const constants = exportedConstants(source)
  const bound = nodesOf(source).flatMap(node => {
    if (ts.isExportSpecifier(node) && methods.includes(node.name.text))
      return [(node.propertyName ?? node.name).text]
    const isMethod = ts.isFunctionDeclaration(node) && methods.includes(node.name?.text ?? '')
    return isMethod && isExported(node) ? [node.name?.text ?? ''] : []
  })
  const assigned = methods.flatMap(method => {
    const value = constants.get(method)
    if (value === undefined) return []
    return [/^\w+$/.test(value) ? value : method]
  })
  return new Set([...bound, ...assigned])
}

function exportedConstants(source: Source): Map<string, string> {
  const statements = nodesOf(source).filter(ts.isVariableStatement).filter(isExported)
  const declarations = statements.flatMap(({ declarationList }) => [...declarationList.declarations])
  return new Map(declarations.map(({ name, initializer }) => [name.getText(), initializer?.getText() ?? '']))
}

function isExported(node: ts.VariableStatement | ts.FunctionDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}
