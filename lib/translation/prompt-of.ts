import type {
  LanguageModelV3FilePart,
  LanguageModelV3Message,
  LanguageModelV3TextPart,
} from '@ai-sdk/provider'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'
import { parseUrl } from '@/lib/openai/parse-url'

type Fields = Readonly<Record<string, unknown>>
type UserPart = LanguageModelV3TextPart | LanguageModelV3FilePart

/** The messages of a chat request as the AI SDK's providers take them; with the system's before all others, where they must be. */
export function promptOf(all: readonly Fields[], { systemFirst = false } = {}): LanguageModelV3Message[] {
  const messages = systemFirst ? [...all.filter(isSystem), ...all.filter(each => !isSystem(each))] : all
  const toolNames = namesOfCalls(messages)
  const prompt: LanguageModelV3Message[] = []
  for (const message of messages) {
    const next = toMessage(message, toolNames)
    const last = prompt.at(-1)
    // What several tools said of one turn is one message there.
    if (last?.role === 'tool' && next.role === 'tool') last.content.push(...next.content)
    else prompt.push(next)
  }
  return prompt
}

function isSystem({ role }: Fields): boolean {
  return role === 'system' || role === 'developer'
}

function toMessage(message: Fields, toolNames: ReadonlyMap<string, string>): LanguageModelV3Message {
  const { role, content } = message
  if (isSystem(message)) return { role: 'system', content: textOf(content) }
  if (role === 'assistant')
    return { role, content: [...saidBy(content ?? message.refusal), ...callsOf(message).map(toToolCall)] }
  if (role !== 'tool') return { role: 'user', content: partsOf(content) }
  const toolCallId = String(message.tool_call_id)
  const toolName = toolNames.get(toolCallId) ?? 'unknown'
  const output = { type: 'text', value: textOf(content) } as const
  return { role, content: [{ type: 'tool-result', toolCallId, toolName, output }] }
}

function namesOfCalls(messages: readonly Fields[]): ReadonlyMap<string, string> {
  return new Map(messages.flatMap(callsOf).map(({ id, name }) => [id, name]))
}

type ToolCall = { readonly id: string; readonly name: string; readonly input: unknown }

function callsOf({ tool_calls }: Fields): readonly ToolCall[] {
  const calls = Array.isArray(tool_calls) ? tool_calls.filter(isObject) : []
  return calls.map(({ id, function: called }) => {
    const { name, arguments: given } = isObject(called) ? called : {}
    return { id: String(id), name: String(name), input: parseJson(String(given)) ?? {} }
  })
}

function toToolCall({ id, name, input }: ToolCall) {
  return { type: 'tool-call', toolCallId: id, toolName: name, input } as const
}

function saidBy(content: unknown): readonly LanguageModelV3TextPart[] {
  const text = textOf(content)
  return text === '' ? [] : [{ type: 'text', text }]
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  const parts = Array.isArray(content) ? content.filter(isObject) : []
  return parts.map(({ text, refusal }) => (typeof text === 'string' ? text : (refusal ?? ''))).join('')
}

function partsOf(content: unknown): UserPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return Array.isArray(content) ? content.filter(isObject).flatMap(part => toPart(part) ?? []) : []
}

function toPart({ type, text, image_url, input_audio, file }: Fields): UserPart | undefined {
  if (type === 'text') return { type, text: String(text) }
  if (isObject(image_url)) return toFile(String(image_url.url), 'image/*')
  if (isObject(input_audio))
    return { type: 'file', mediaType: `audio/${input_audio.format}`, data: String(input_audio.data) }
  return isObject(file) && typeof file.file_data === 'string'
    ? toFile(file.file_data, 'application/pdf')
    : undefined
}

// What is not given itself is named by its address, which the provider fetches and we never do.
function toFile(address: string, usualType: string): LanguageModelV3FilePart {
  const [, mediaType, data] = /^data:([\w.+-]+\/[\w.+-]+)(?:;[^;,]*)*;base64,(.*)$/s.exec(address) ?? []
  if (mediaType !== undefined && data !== undefined) return { type: 'file', mediaType, data }
  return { type: 'file', mediaType: usualType, data: parseUrl(address) ?? address }
}
