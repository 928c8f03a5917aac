import type { JsonObject } from '../json-object'
import type { Candidate, Generated } from './generated'
import { usageMetadata } from './usage-metadata'

/** What was generated, as the one JSON object of a plain call. */
export function contentResponse(generated: Generated): JsonObject {
  return {
    candidates: generated.candidates.map(toCandidate),
    usageMetadata: usageMetadata(generated),
    ...generated.head,
  }
}

function toCandidate({ index, text, thought, call, finishReason }: Candidate): JsonObject {
  const thoughts = thought === undefined ? [] : [{ text: thought, thought: true }]
  const parts = [...thoughts, call ? { functionCall: call } : { text }]
  const finishMessage = call && { finishMessage: 'Model generated function call(s).' }
  return { content: { parts, role: 'model' }, finishReason, index, ...finishMessage }
}
