import { dataOfEvents } from '@/lib/cache/data-of-events'
import { isObject } from '@/lib/openai/is-object'
import { parseJson } from '@/lib/openai/parse-json'

type Fields = Readonly<Record<string, unknown>>

/**
 * Puts the events of a message's stream together to the plain message that they are; undefined where they hold what cannot be
 * put together. Source: https://docs.claude.com/en/docs/build-with-claude/streaming
 */
export function messageFromEvents(text: string): Fields | undefined {
  const blocks: Fields[] = []
  let message: Fields | undefined
  for (const { type, delta, usage, ...event } of dataOfEvents(text)) {
    const change = isObject(delta) ? delta : {}
    if (type === 'message_start' && isObject(event.message)) message = event.message
    if (type === 'content_block_start' && isObject(event.content_block)) blocks.push(event.content_block)
    if (type === 'content_block_delta') {
      const at = typeof event.index === 'number' ? event.index : blocks.length - 1
      const next = blocks[at] && continued(blocks[at], change)
      if (next === undefined) return undefined
      blocks[at] = next
    }
    if (type === 'message_delta' && message !== undefined)
      message = { ...message, ...change, usage: { ...known(message.usage), ...told(usage) } }
  }
  const content = blocks.map(closed)
  return content.includes(undefined) ? undefined : message && { ...message, content }
}

function told(usage: unknown): Fields {
  return Object.fromEntries(Object.entries(known(usage)).filter(([, value]) => value !== null))
}

function known(usage: unknown): Fields {
  return isObject(usage) ? usage : {}
}

// The input of a tool comes in pieces of JSON, which mean nothing before they are whole.
const pieces = 'partial_json'

const fields: Readonly<Record<string, string>> = {
  text_delta: 'text',
  thinking_delta: 'thinking',
  signature_delta: 'signature',
  input_json_delta: pieces,
}

function continued(block: Fields, delta: Fields): Fields | undefined {
  if (delta.type === 'citations_delta')
    return {
      ...block,
      citations: [...(Array.isArray(block.citations) ? block.citations : []), delta.citation],
    }
  const field = fields[String(delta.type)]
  return field === undefined ? undefined : { ...block, [field]: `${block[field] ?? ''}${delta[field] ?? ''}` }
}

function closed({ [pieces]: written, ...block }: Fields): Fields | undefined {
  if (written === undefined) return block
  const input = written === '' ? {} : parseJson(String(written))
  return input === undefined ? undefined : { ...block, input }
}
