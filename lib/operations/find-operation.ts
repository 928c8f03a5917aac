import { ApiError } from '@/lib/openai/api-error'
import type { ErrorShape } from '@/lib/openai/error-body'
import { type Operation, operations } from '@/lib/operations/operations'

/** Finds the operation of a path below `/v1`; throws `unknown_operation` or, with the methods, `method_not_allowed`. */
export function findOperation(method: string, path: string): Operation {
  const here = operations.filter(operation => matches(operation.path, path))
  if (here.length === 0)
    throw new ApiError(
      'unknown_operation',
      `Unknown path. This gateway serves ${operations.map(each => `${each.method} /v1${each.path}`).join(', ')}.`,
    )
  const operation = here.find(each => methodsOf(each).includes(method))
  if (operation) return operation
  const allow = here.flatMap(methodsOf).join(', ')
  throw new ApiError('method_not_allowed', `This path takes ${allow}.`, { allow })
}

// What takes GET takes HEAD as well; the server leaves the body out. Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.1
function methodsOf({ method }: Operation): readonly string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}

/** Whose error object the callers of a path expect, whatever they ask of it: Anthropic's clients name their version. */
export function errorShapeOf(path: string, headers: Headers): ErrorShape {
  const isModels = path === '/models' || path.startsWith('/models/')
  if (isModels) return headers.has('anthropic-version') ? 'anthropic' : 'openai'
  const found = operations.find(each => matches(each.path, path))
  return found?.method === 'POST' ? found.format.errors : 'openai'
}

function matches(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/{id}')) return pattern === path
  const parent = pattern.slice(0, -'{id}'.length)
  return path.startsWith(parent) && path.length > parent.length
}
