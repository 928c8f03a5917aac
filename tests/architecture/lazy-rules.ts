import { posix } from 'node:path'
import ts from 'typescript'
import { isServed, type Rule, type Source } from './source'
import { nodesOf, place } from './syntax'

type Loaded = { readonly name: string; readonly place: string }

/**
 * A module that a file imports only when it is asked for is not loaded at once in some other way, which would have every cold
 * start evaluate it after all: unnoticed, as all works.
 */
export const lazyIsNotLoadedAtOnce: Rule = project => {
  const served = new Map(project.filter(isServed).map(source => [nameOf(source), source]))
  return [...served.values()].flatMap(source => {
    const lazy = loadsOf(source, isLazy)
    const atOnce = lazy.length === 0 ? new Map<string, string>() : closureOf(source, served)
    return lazy.flatMap(({ name, place: at }) => {
      const by = atOnce.get(name)
      return by === undefined ? [] : [`${at} imports ${name} lazily, which ${by} loads at once`]
    })
  })
}

/** All that a file loads at once, each by the file that imports it. */
function closureOf(source: Source, served: ReadonlyMap<string, Source>): ReadonlyMap<string, string> {
  const by = new Map<string, string>()
  const waiting = [source]
  for (const each of waiting)
    for (const { name } of loadsOf(each, isAtOnce)) {
      const found = served.get(name)
      if (found === undefined || by.has(name)) continue
      by.set(name, each.name)
      waiting.push(found)
    }
  return by
}

function loadsOf(source: Source, specifierOf: (node: ts.Node) => string | undefined): readonly Loaded[] {
  return nodesOf(source).flatMap(node => {
    const specifier = specifierOf(node)
    if (specifier === undefined || !/^(@\/|\.)/.test(specifier)) return []
    const name = specifier.startsWith('.')
      ? posix.join(posix.dirname(source.name), specifier)
      : specifier.slice(2)
    return [{ name: name.replace(/\.tsx?$/, ''), place: place(source, node) }]
  })
}

function isLazy(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined
  const [argument] = node.arguments
  return argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : undefined
}

/** Types are gone when it is loaded. */
function isAtOnce(node: ts.Node): string | undefined {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : textOf(node.moduleSpecifier)
  if (!ts.isImportDeclaration(node)) return undefined
  const clause = node.importClause
  const named = clause?.namedBindings
  const areAllTypes =
    clause !== undefined &&
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every(({ isTypeOnly }) => isTypeOnly)
  return clause?.isTypeOnly || areAllTypes ? undefined : textOf(node.moduleSpecifier)
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined
}

function nameOf({ name }: Source): string {
  return name.replace(/\.tsx?$/, '')
}
