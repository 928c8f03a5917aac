import { isObject } from '@/lib/openai/is-object'

/** Whether a parsed body is a chat completion: it has at least one choice and is no error object. */
export function isChatCompletion(body: unknown): boolean {
  if (!isObject(body) || (body.error !== undefined && body.error !== null)) return false
  return Array.isArray(body.choices) && body.choices.length > 0
}
