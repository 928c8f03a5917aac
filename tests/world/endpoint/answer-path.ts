import type { Answer } from '../openai/answer'
import { modelList, toModel } from '../openai/model-list'
import { openaiError } from '../openai/openai-error'
import { isServed, modelNotFound, type Operated, operations } from './operations'

export interface Asked {
  method: string
  /** Without the query. */
  path: string
  bodyText: string
}

const modelPrefix = '/v1/models/'

/** What an endpoint without any fault answers to a method and a path. */
export function answerPath(asked: Asked, endpoint: Operated): Answer {
  const { method, path, bodyText } = asked
  const operation = operations.get(path)
  if (operation) return method === 'POST' ? operation(bodyText, endpoint) : wrongMethod(asked, 'POST')
  if (path !== '/v1/models' && !path.startsWith(modelPrefix)) return unknownPath(asked)
  if (method !== 'GET' && method !== 'HEAD') return wrongMethod(asked, 'GET, HEAD')
  if (path === '/v1/models') return { status: 200, json: modelList(endpoint.models ?? []) }
  const model = decodeURIComponent(path.slice(modelPrefix.length))
  return isServed(model, endpoint) ? { status: 200, json: toModel(model) } : modelNotFound(model)
}

function wrongMethod({ method, path }: Asked, allow: string): Answer {
  const message = `Not allowed to ${method} on ${path} (HINT: Perhaps you meant to use a different HTTP method?)`
  return { ...openaiError({ status: 405, message, code: 'method_not_supported' }), headers: { allow } }
}

function unknownPath({ method, path }: Asked): Answer {
  return openaiError({ status: 404, message: `Invalid URL (${method} ${path})`, code: 'unknown_url' })
}
