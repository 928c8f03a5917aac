type Choice = {
  readonly index?: number
  readonly delta?: Readonly<Record<string, unknown>>
  readonly finish_reason?: string | null
}

/** One event of a chat completion stream. */
export function chunk(...choices: readonly Choice[]): string {
  const body = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'gpt-4-1-prod',
    choices: choices.map(choice => ({ index: 0, delta: {}, finish_reason: null, ...choice })),
  }
  return event(JSON.stringify(body))
}

/** The event that opens an answer and holds nothing of it. */
export const role = chunk({ delta: { role: 'assistant', content: '' } })

/** An event with a part of an answer. */
export function word(content: string, index = 0): string {
  return chunk({ index, delta: { content } })
}

/** The event that ends an answer. */
export function finish(index = 0): string {
  return chunk({ index, finish_reason: 'stop' })
}

export const done = event('[DONE]')

export const comment = ': ping\n\n'

/** An event with any data. */
export function event(data: string): string {
  return `data: ${data}\n\n`
}

export const wholeStream = [role, word('Xin '), word('chào'), finish(), done] as const

/** The headers of a stream. */
export const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' } as const

/** The data of every event of a stream, parsed where it is JSON. */
export function dataOf(text: string): unknown[] {
  return text
    .split(/\r?\n\r?\n/)
    .filter(each => each.startsWith('data: '))
    .map(each => each.slice('data: '.length))
    .map(data => (data === '[DONE]' ? data : JSON.parse(data)))
}
