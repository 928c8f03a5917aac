import ts from 'typescript'
import { isCommand, isLib, type Rule, type Source } from './source'
import { nodesOf } from './syntax'

const vague = /^(utils?|helpers?|common|types?|constants?|index|misc|shared)$/i

export const noVagueNames: Rule = project =>
  project
    .filter(({ name }) => /^(lib|app)\//.test(name))
    .flatMap(({ name }) =>
      name
        .split('/')
        .map(part => part.replace(/(?<=.)\..*$/, ''))
        .filter(part => vague.test(part))
        .map(part => `${name} is named ${part}`),
    )

export const filesExportTheirName: Rule = project =>
  project
    .filter(isLib)
    .filter(source => !isCommand(source))
    .flatMap(source => {
      const stem = source.name.replace(/^.*\/|\.tsx?$/g, '')
      const camel = stem.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      const pascal = camel.charAt(0).toUpperCase() + camel.slice(1)
      const exported = exportsOf(source)
      if (exported.includes(camel) || exported.includes(pascal)) return []
      return [`${source.name} exports neither ${camel} nor ${pascal}`]
    })

function exportsOf(source: Source): string[] {
  return nodesOf(source).flatMap(node => {
    if (ts.isExportSpecifier(node)) return [node.name.text]
    const isExported =
      ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    return isExported ? declaredNames(node) : []
  })
}

function declaredNames(node: ts.Node): string[] {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []))
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  return isNamed && node.name ? [node.name.text] : []
}
