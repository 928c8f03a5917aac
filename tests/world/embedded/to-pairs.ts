import { redisErrors } from './redis-errors'

/** Arguments two by two. */
export function toPairs(args: readonly string[]): [string, string][] {
  if (args.length === 0 || args.length % 2 === 1) throw redisErrors.syntax()
  return Array.from({ length: args.length / 2 }, (_, index) => [
    args[index * 2] ?? '',
    args[index * 2 + 1] ?? '',
  ])
}
