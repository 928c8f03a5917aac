import { isRecord } from '../../world/is-record'
import { parseJson } from '../../world/parse-json'

/** The events of a stream in order, each by its name, where it has one, and its data, where that is an object. */
export function readNamedEvents(text: string): { name: string; data: Record<string, unknown> }[] {
  return text
    .split('\n\n')
    .map(event => event.split('\n'))
    .map(lines => {
      const data = parseJson(field(lines, 'data') ?? '')
      return { name: field(lines, 'event') ?? '', data: isRecord(data) ? data : {} }
    })
}

function field(lines: readonly string[], name: string): string | undefined {
  return lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2)
}
