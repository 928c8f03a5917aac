import { chatFormat } from '@/lib/operations/chat-format'
import { completionFormat } from '@/lib/operations/completion-format'
import { embeddingFormat } from '@/lib/operations/embedding-format'
import { messageFormat } from '@/lib/operations/message-format'
import { responseFormat } from '@/lib/operations/response-format'

/** What we serve under `/v1`: one row an operation. Those with a format go to an endpoint. */
export const operations = [
  { name: 'chat.completions', method: 'POST', path: '/chat/completions', format: chatFormat },
  { name: 'completions', method: 'POST', path: '/completions', format: completionFormat },
  { name: 'embeddings', method: 'POST', path: '/embeddings', format: embeddingFormat },
  { name: 'responses', method: 'POST', path: '/responses', format: responseFormat },
  { name: 'messages', method: 'POST', path: '/messages', format: messageFormat },
  { name: 'models.list', method: 'GET', path: '/models' },
  { name: 'models.retrieve', method: 'GET', path: '/models/{id}' },
] as const

export type Operation = (typeof operations)[number]

/** An operation that an endpoint does for the caller. */
export type CallOperation = Extract<Operation, { method: 'POST' }>

export type OperationName = CallOperation['name']

/** The names of those. */
export const operationNames = [
  'chat.completions',
  'completions',
  'embeddings',
  'responses',
  'messages',
] as const satisfies readonly OperationName[]
