import ts from 'typescript'
import { isGlobal } from './scope'
import { isServed, type Rule } from './source'
import { nodesOf, place } from './syntax'

const allowed = [
  'lib/gateway/production.ts',
  'lib/gateway/environment.ts',
  'lib/gateway/new-id.ts',
  'lib/hosts/node-globals.ts',
  'lib/hosts/node-server.ts',
  'lib/hosts/worker.ts',
]
const globalObject = /^(globalThis|self|window)\./
const members = [
  'Date.now',
  'Math.random',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  'performance.now',
  'process.env',
]
const functions = ['fetch', 'setTimeout', 'setInterval', 'setImmediate']
const owners = members.map(member => member.split('.')[0])

/** The clock, chance, the environment, timers and the network come in as values or functions. */
export const effectsInProductionOnly: Rule = project =>
  project
    .filter(isServed)
    .filter(({ name }) => !allowed.includes(name))
    .flatMap(source =>
      nodesOf(source).flatMap(node => {
        const effect = effectAt(node)
        return effect === undefined ? [] : [`${place(source, node)} uses ${effect}`]
      }),
    )

function effectAt(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return memberEffect(node)
  if (ts.isIdentifier(node) && functions.includes(node.text))
    return isValue(node) && isGlobal(node) ? node.text : undefined
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) return takenApart(node)
  return clockByDate(node)
}

function memberEffect(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  const root = rootOf(node)
  if (!root || !isGlobal(root)) return undefined
  const full = pathOf(node)
  const path = full.replace(globalObject, '')
  return members.includes(path) || (full !== path && functions.includes(path)) ? path : undefined
}

/** `new Date()` and `Date()` read the clock; `new Date(value)` converts. */
function clockByDate(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length) return 'new Date()'
  return ts.isCallExpression(node) && isDate(node.expression) ? 'Date()' : undefined
}

function isDate(node: ts.Expression): boolean {
  return (
    (ts.isIdentifier(node) && node.text === 'Date' && isGlobal(node)) || pathOf(node) === 'globalThis.Date'
  )
}

/** `const { now } = Date` hides the owner's name from every later use. */
function takenApart({ name, initializer }: ts.VariableDeclaration): string | undefined {
  if (!initializer || !ts.isIdentifier(initializer) || !ts.isObjectBindingPattern(name)) return undefined
  const owner = initializer.text
  const isEffectful = owners.includes(owner) || owner === 'globalThis'
  return isEffectful && isGlobal(initializer) ? `parts of ${owner}` : undefined
}

function pathOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text
  if (ts.isPropertyAccessExpression(node)) return `${pathOf(node.expression)}.${node.name.text}`
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return `${pathOf(node.expression)}.${node.argumentExpression.text}`
  return ts.isParenthesizedExpression(node) ? pathOf(node.expression) : '?'
}

function rootOf(node: ts.Expression): ts.Identifier | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return rootOf(node.expression)
  return ts.isIdentifier(node) ? node : undefined
}

/** A name that stands for a value here: not a property's name, a declaration or a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === node
  if (ts.isBindingElement(parent) || ts.isParameter(parent)) return parent.initializer === node
  return ts.isExpression(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isReturnStatement(parent)
}
