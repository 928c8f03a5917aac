import ts from 'typescript'
import { isServed, isTest, type Rule, type Source } from './source'
import { nodesOf, place } from './syntax'

const muted = /@ts-(ignore|expect-error|nocheck)/
// A declaration says what a bundler makes of a file.
const defaultExporters = /^app\/(.*\/)?(page|layout)\.tsx$|^lib\/hosts\/worker\.ts$|\.d\.ts$/

export const noTypeEscapes: Rule = project =>
  project.filter(isServed).flatMap(source => report(source, escapeAt))

export const noMutedTypeErrors: Rule = project =>
  project.filter(isServed).flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = muted.exec(line)
      return found ? [`${name}:${index + 1} uses ${found[0]}`] : []
    }),
  )

export const noDefaultExports: Rule = project =>
  project
    .filter(isServed)
    .filter(({ name }) => !defaultExporters.test(name))
    .flatMap(source => report(source, node => (isDefaultExport(node) ? 'a default export' : undefined)))

export const noMockedModules: Rule = project =>
  project.filter(isTest).flatMap(source =>
    report(source, node => {
      if (!ts.isPropertyAccessExpression(node) || node.expression.getText() !== 'vi') return undefined
      return ['mock', 'doMock'].includes(node.name.text) ? `vi.${node.name.text}` : undefined
    }),
  )

export const noTestLeftOut: Rule = project =>
  project.filter(isTest).flatMap(source => report(source, leftOut))

function report(source: Source, fault: (node: ts.Node) => string | undefined): string[] {
  return nodesOf(source).flatMap(node => {
    const found = fault(node)
    return found === undefined ? [] : [`${place(source, node)} uses ${found}`]
  })
}

function escapeAt(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any'
  if (ts.isNonNullExpression(node)) return 'a non-null !'
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node))
    return node.exclamationToken && 'a definite !'
  if (ts.isTypeAssertionExpression(node)) return 'a type assertion'
  return ts.isAsExpression(node) && !ts.isConstTypeReference(node.type) ? 'as' : undefined
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false
}

const testFunctions = /^(it|test|describe|suite|context)\b/
const exceptions = ['skip', 'only', 'todo', 'skipIf', 'runIf', 'fixme']

function leftOut(node: ts.Node): string | undefined {
  if (!ts.isPropertyAccessExpression(node) || !exceptions.includes(node.name.text)) return undefined
  return testFunctions.test(node.expression.getText()) ? `.${node.name.text}` : undefined
}
