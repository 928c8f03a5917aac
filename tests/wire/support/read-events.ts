import { isRecord } from '../../world/is-record'
import { parseJson } from '../../world/parse-json'

/** The data of each event of a stream, in order. */
export function eventData(text: string): string[] {
  return text
    .split('\n\n')
    .filter(event => event.startsWith('data: '))
    .map(event => event.slice('data: '.length))
}

/** The text that a stream's chunks make together. */
export function streamedText(text: string): string {
  return eventData(text).map(parseJson).map(contentOf).join('')
}

function contentOf(chunk: unknown): string {
  const choices = isRecord(chunk) && Array.isArray(chunk.choices) ? chunk.choices : []
  const [choice] = choices.filter(isRecord)
  const content = isRecord(choice?.delta) ? choice.delta.content : undefined
  return typeof content === 'string' ? content : ''
}
