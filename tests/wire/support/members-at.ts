import { isRecord } from '../../world/is-record'

/** All values at a path of member names, from each item of the lists on the way. */
export function membersAt(value: unknown, path: string): unknown[] {
  return path
    .split('.')
    .reduce<unknown[]>((values, name) => values.flatMap(each => memberOf(each, name)), [value])
}

function memberOf(value: unknown, name: string): unknown[] {
  const member = isRecord(value) ? value[name] : undefined
  if (member === undefined) return []
  return Array.isArray(member) ? member : [member]
}
