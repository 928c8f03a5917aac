import { operations } from '@/lib/operations/operations'
import { type Call, parseCall } from '@/lib/operations/parse-call'

const usual = { model: 'gpt-4.1', messages: [{ role: 'user', content: 'Xin chào' }] }

/** The body of a call, as a caller writes it. */
export function callBody(overrides: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ ...usual, ...overrides })
}

export function buildCall(overrides: Readonly<Record<string, unknown>> = {}): Call {
  return parseCall(callBody(overrides), operations[0])
}
