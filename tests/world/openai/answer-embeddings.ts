import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Answer } from './answer'
import { countTokens } from './tokens'

const tokenIds = z.array(z.number())

/** The fields of a request to `POST /v1/embeddings` that change its answer. */
export const embeddingsRequest = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.string()), tokenIds, z.array(tokenIds)]),
  dimensions: z.int().min(1).max(4096).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
})

type EmbeddingsRequest = z.infer<typeof embeddingsRequest>

/** Answers `POST /v1/embeddings`: the same text always gives the same vector of length 1. */
export function answerEmbeddings(request: EmbeddingsRequest): Answer {
  const texts = inputTexts(request.input)
  const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0)
  const data = texts.map((text, index) => {
    const vector = unitVector(text, request.dimensions ?? 1536)
    const embedding = request.encoding_format === 'base64' ? toBase64(vector) : [...vector]
    return { object: 'embedding', index, embedding }
  })
  const usage = { prompt_tokens: tokens, total_tokens: tokens }
  return { status: 200, json: { object: 'list', data, model: request.model, usage } }
}

function inputTexts(input: EmbeddingsRequest['input']): string[] {
  if (typeof input === 'string') return [input]
  const tokens = tokenIds.safeParse(input)
  if (tokens.success) return [tokens.data.join(' ')]
  return input.map(item => (Array.isArray(item) ? item.join(' ') : String(item)))
}

// One hash gives 32 bytes, hence 32 numbers between -1 and 1.
function unitVector(text: string, dimensions: number): Float32Array {
  const blocks = Array.from({ length: Math.ceil(dimensions / 32) }, (_, index) =>
    createHash('sha256').update(`${index}:${text}`).digest(),
  )
  const numbers = [...Buffer.concat(blocks).subarray(0, dimensions)].map(byte => byte / 127.5 - 1)
  const length = Math.hypot(...numbers)
  return Float32Array.from(numbers, number => number / length)
}

function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer).toString('base64')
}
