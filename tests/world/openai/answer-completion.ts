import { z } from 'zod'
import type { Answer } from './answer'
import { answerText, limitText, type Speaker } from './answer-text'
import { newId } from './new-id'
import { piecesOf } from './pieces-of'
import { toEvent } from './stream-plan'
import { countTokens } from './tokens'
import { usageOf } from './usage-of'

/** The fields of a request to `POST /v1/completions` that change its answer. */
export const completionRequest = z.looseObject({
  model: z.string().min(1),
  prompt: z.union([z.string(), z.array(z.string())]),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
})

/** Answers `POST /v1/completions`. */
export function answerCompletion(request: z.infer<typeof completionRequest>, speaker: Speaker): Answer {
  const prompt = [request.prompt].flat().join(' ')
  const { text, finishReason } = limitText(answerText(prompt, speaker), {
    maxTokens: request.max_tokens,
    stop: request.stop,
  })
  const pieces = piecesOf(text)
  const usage = usageOf({ prompt: countTokens(prompt), completion: countTokens(text) })
  const head = {
    id: newId('cmpl-', 29),
    object: 'text_completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    system_fingerprint: 'fp_0a1b2c3d4e',
  }
  const choice = (part: string, reason: string | null) => [
    { text: part, index: 0, logprobs: null, finish_reason: reason },
  ]
  const plain = {
    status: 200,
    json: { ...head, choices: choice(text, finishReason), usage },
    pieces: pieces.length,
  }
  if (!request.stream) return plain
  const includeUsage = request.stream_options?.include_usage === true
  const unknownUsage = includeUsage && { usage: null }
  const stream = {
    opening: [],
    content: pieces.map(piece => toEvent({ ...head, choices: choice(piece, null), ...unknownUsage })),
    closing: [
      toEvent({ ...head, choices: choice('', finishReason), ...unknownUsage }),
      ...(includeUsage ? [toEvent({ ...head, choices: [], usage })] : []),
    ],
  }
  return { ...plain, stream }
}
