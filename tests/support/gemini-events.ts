import { geminiAnswer } from './gemini-answer'

/** The event of a Gemini stream that holds these parts. */
export function geminiPart(...parts: readonly Readonly<Record<string, unknown>>[]): string {
  return geminiEvent(geminiAnswer(parts, { finishReason: undefined }))
}

/** The event that ends one. */
export function geminiEnd(finishReason = 'STOP'): string {
  return geminiEvent(geminiAnswer([{ text: '' }], { finishReason }))
}

/** An event with any data; its lines end as Google's do. */
export function geminiEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`
}
