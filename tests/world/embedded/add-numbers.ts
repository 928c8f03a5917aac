import { redisErrors } from './redis-errors'

/** The sum of two whole numbers written as text. */
export function addIntegers(current: string, increment: string): number {
  if (!/^-?\d+$/.test(current) || !/^-?\d+$/.test(increment)) throw redisErrors.notInteger()
  return Number(current) + Number(increment)
}

/** The sum of two numbers written as text, as text: Redis counts finer, so the last binary digits go. */
export function addFloats(current: string, increment: string): string {
  const sum = Number(current) + Number(increment)
  if (!Number.isFinite(sum) || increment.trim() === '') throw redisErrors.notFloat()
  return String(Number(sum.toPrecision(15)))
}
