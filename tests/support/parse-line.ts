/** A point as a server reads it from a line. */
export type ParsedLine = {
  readonly measurement: string
  readonly tags: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, number | string | bigint>>
  readonly time: bigint
}

/**
 * Reads one line as InfluxDB's documentation has it, and throws where it is none. It is written on its own, sign by sign, so
 * that it shares no mistake with the code under test.
 */
export function parseLine(line: string): ParsedLine {
  let at = 0
  const until = (ends: string, escapable: string): string => {
    let text = ''
    for (; at < line.length; at++) {
      const sign = line[at] ?? ''
      if (sign === '\\' && escapable.includes(line[at + 1] ?? '\n')) text += line[++at]
      else if (ends.includes(sign)) return text
      else if (/[\n\r]/.test(sign)) throw new Error(`A line break at ${at}: ${line}`)
      else text += sign
    }
    return text
  }
  const expect = (sign: string) => {
    if (line[at++] !== sign) throw new Error(`Expected "${sign}" at ${at - 1}: ${line}`)
  }
  const name = () => {
    const text = until('=', ',= ')
    if (text === '' || text.includes(' ')) throw new Error(`No name before ${at}: ${line}`)
    expect('=')
    return text
  }
  const measurement = until(', ', ', ')
  if (measurement === '') throw new Error(`No measurement: ${line}`)
  const tags: Record<string, string> = {}
  while (line[at] === ',') {
    at++
    const tag = name()
    const value = until(', ', ',= ')
    if (value === '' || value.endsWith('\\') || tag in tags) throw new Error(`A bad tag ${tag}: ${line}`)
    tags[tag] = value
  }
  expect(' ')
  const fields: Record<string, number | string | bigint> = {}
  do {
    if (line[at] === ',') at++
    const field = name()
    if (line[at] === '"') {
      at++
      fields[field] = until('"', '"\\')
      expect('"')
    } else fields[field] = number(until(', ', ''))
  } while (line[at] === ',')
  expect(' ')
  const time = line.slice(at)
  if (!/^\d{19}$/.test(time)) throw new Error(`No time in nanoseconds: ${line}`)
  return { measurement, tags, fields, time: BigInt(time) }
}

function number(text: string): number | bigint {
  if (/^-?\d+i$/.test(text)) return BigInt(text.slice(0, -1))
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error(`No number: ${text}`)
  return Number(text)
}
