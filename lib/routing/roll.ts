import { hashText } from '@/lib/openai/hash-text'

/** A number from 0 up to 1 that follows from a text and looks as if thrown: the same text has the same number. */
export function roll(text: string): number {
  return hashText(text) / 2 ** 32
}
