import type { JsonObject } from '../json-object'
import type { GeminiContent, GeminiRequest } from './gemini-request'

/** The messages of a chat that say what a request's contents say. */
export function chatMessages({ contents = [], systemInstruction }: GeminiRequest): JsonObject[] {
  const system = systemInstruction ? [{ role: 'system', content: textOf(systemInstruction) }] : []
  return [...system, ...contents.map(toMessage)]
}

function toMessage(content: GeminiContent): JsonObject {
  const parts = content.parts ?? []
  if (content.role === 'model') return { role: 'assistant', content: textOf(content) }
  if (parts.some(part => part.functionResponse)) return { role: 'tool', content: textOf(content) }
  const images = parts.flatMap(({ inlineData }) => (inlineData ? [{ type: 'image_url' }] : []))
  return { role: 'user', content: [{ type: 'text', text: textOf(content) }, ...images] }
}

function textOf({ parts = [] }: GeminiContent): string {
  return parts.map(({ text = '' }) => text).join('')
}
