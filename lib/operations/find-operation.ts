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
  const operation = here.find(each => each.method === method)
  if (operation) return operation
  const allow = here.map(each => each.method).join(', ')
  throw new ApiError('method_not_allowed', `This path takes ${allow}.`, { allow })
}

/** Whose error object the callers of a path expect, whatever they ask of it. */
export function errorShapeOf(path: string): ErrorShape {
  const isAnthropic = operations.some(
    each => each.method === 'POST' && each.format.errors === 'anthropic' && matches(each.path, path),
  )
  return isAnthropic ? 'anthropic' : 'openai'
}

function matches(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/{id}')) return pattern === path
  const parent = pattern.slice(0, -'{id}'.length)
  return path.startsWith(parent) && path.length > parent.length
}
