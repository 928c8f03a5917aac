import ts from 'typescript'

/** Whether a name, where it stands, means what the runtime provides and nothing the file declares. */
export function isGlobal(name: ts.Identifier): boolean {
  for (let node: ts.Node = name.parent; node; node = node.parent) if (declares(node, name.text)) return false
  return true
}

function declares(node: ts.Node, name: string): boolean {
  if (ts.isFunctionLike(node)) return node.parameters.some(parameter => binds(parameter.name, name))
  if (ts.isCatchClause(node))
    return node.variableDeclaration ? binds(node.variableDeclaration.name, name) : false
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node))
    return node.initializer !== undefined && listBinds(node.initializer, name)
  if (ts.isSourceFile(node) || ts.isBlock(node) || ts.isCaseOrDefaultClause(node))
    return node.statements.some(statement => statementDeclares(statement, name))
  return false
}

function statementDeclares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement)) return listBinds(statement.declarationList, name)
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name?.text === name
  return ts.isImportDeclaration(statement) && importBinds(statement.importClause, name)
}

function importBinds(clause: ts.ImportClause | undefined, name: string): boolean {
  if (clause?.name?.text === name) return true
  const bindings = clause?.namedBindings
  if (!bindings) return false
  if (ts.isNamespaceImport(bindings)) return bindings.name.text === name
  return bindings.elements.some(element => element.name.text === name)
}

function listBinds(list: ts.Node, name: string): boolean {
  return ts.isVariableDeclarationList(list) && list.declarations.some(item => binds(item.name, name))
}

function binds(target: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(target)) return target.text === name
  return target.elements.some(element => ts.isBindingElement(element) && binds(element.name, name))
}
