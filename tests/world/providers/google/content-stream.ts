import { piecesOf } from '../../openai/pieces-of'
import type { StreamPlan } from '../../openai/stream-plan'
import { countTokens } from '../../openai/tokens'
import type { JsonObject } from '../json-object'
import type { Candidate, Generated } from './generated'
import { usageMetadata } from './usage-metadata'

/** What was generated, as the events of a streamed call: as recorded, each has the usage so far. */
export function contentStream(generated: Generated): StreamPlan {
  const event = (candidate: JsonObject, candidatesTokens: number) =>
    toEvent({
      candidates: [candidate],
      usageMetadata: usageMetadata({ ...generated, candidatesTokens }),
      ...generated.head,
    })
  const { candidates } = generated
  const whole = generated.candidatesTokens
  return {
    opening: candidates.flatMap(({ index, thought }) =>
      thought === undefined ? [] : [event(said(index, { text: thought, thought: true }), 0)],
    ),
    content: candidates.flatMap(candidate =>
      partsOf(candidate).map(({ part, tokens }) =>
        event(said(candidate.index, part), Math.min(tokens, whole)),
      ),
    ),
    closing: candidates.map(({ index, finishReason }) =>
      event({ ...said(index, { text: '' }), finishReason }, whole),
    ),
  }
}

function partsOf({ text, call }: Candidate): { part: JsonObject; tokens: number }[] {
  if (call) return [{ part: { functionCall: call }, tokens: Number.POSITIVE_INFINITY }]
  const pieces = piecesOf(text)
  return pieces.map((piece, at) => ({
    part: { text: piece },
    tokens: countTokens(pieces.slice(0, at + 1).join('')),
  }))
}

function said(index: number, part: JsonObject): JsonObject {
  return { content: { parts: [part], role: 'model' }, index }
}

function toEvent(data: unknown): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`
}
