import type { Answer } from '../openai/answer'
import { modelList, toModel } from '../openai/model-list'
import type { Asked } from './asked'
import { dialectOf } from './dialect-of'
import { isServed, type Operated, operations } from './operations'

const modelPrefix = '/v1/models/'

/** What an endpoint without any fault answers to a method and a path. */
export function answerPath(asked: Asked, endpoint: Operated): Answer {
  const { method, path } = asked
  const dialect = dialectOf(path)
  const operation = operations.get(path)
  if (operation) return method === 'POST' ? operation(asked, endpoint) : wrongMethod(asked, 'POST')
  if (path !== '/v1/models' && !path.startsWith(modelPrefix)) return dialect.unknownPath(asked)
  if (method !== 'GET' && method !== 'HEAD') return wrongMethod(asked, 'GET, HEAD')
  if (path === '/v1/models') return { status: 200, json: modelList(endpoint.models ?? []) }
  const model = decodeURIComponent(path.slice(modelPrefix.length))
  return isServed(model, endpoint) ? { status: 200, json: toModel(model) } : dialect.unknownModel(model)
}

function wrongMethod(asked: Asked, allow: string): Answer {
  const answer = dialectOf(asked.path).wrongMethod(asked)
  return { ...answer, headers: { ...answer.headers, allow } }
}
