import type { CallTrace } from '@/lib/gateway/call-trace'

/** The model that answered a call, by the callers' name; undefined where none did. */
export function modelUsed({
  answer,
  call,
  cachedText,
}: Pick<CallTrace, 'answer' | 'call' | 'cachedText'>): string | undefined {
  if (cachedText !== undefined) return call?.model
  return answer?.candidate && (answer.candidate.call ?? call)?.model
}
