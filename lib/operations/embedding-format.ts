import * as z from 'zod'
import { isObject } from '@/lib/openai/is-object'
import { madeOnce } from '@/lib/openai/made-once'
import { readUsage } from '@/lib/openai/token-usage'
import { contentTokens } from '@/lib/operations/estimate-tokens'
import { readChunk } from '@/lib/operations/read-chunk'
import { readRequest } from '@/lib/operations/read-request'
import { textOrTokens } from '@/lib/operations/text-or-tokens'
import type { WireFormat } from '@/lib/operations/wire-format'

const request = madeOnce(() =>
  z.looseObject({
    model: z.string().min(1).max(256),
    input: textOrTokens(),
    dimensions: z.int().min(1).nullish(),
    encoding_format: z.enum(['float', 'base64']).nullish(),
    user: z.string().nullish(),
    // There is nothing to stream.
    stream: z.literal(false, 'embeddings are not streamed').nullish(),
  }),
)

/** Embeddings. Source: https://platform.openai.com/docs/api-reference/embeddings */
export const embeddingFormat: WireFormat = {
  name: 'embedding',
  errors: 'openai',
  schema: request,
  limitFields: [],
  readRequest(body) {
    const { model, input } = readRequest(request(), body)
    return {
      model,
      stream: false,
      choices: 1,
      usageEvent: 'none',
      answerLimits: [],
      isDeterministic: true,
      isStored: false,
      effort: undefined,
      hasTools: false,
      mayAct: false,
      hasImages: false,
      follows: [],
      promptTokens: () => Math.ceil(contentTokens(input)),
      opening: undefined,
    }
  },
  isAnswer: body =>
    isObject(body) && (body.error ?? null) === null && Array.isArray(body.data) && body.data.length > 0,
  readUsage,
  // Vectors are no tokens.
  answerText: () => '',
  readData: readChunk,
  isSizedByCall: true,
  closing: undefined,
}
