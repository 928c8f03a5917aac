import * as z from 'zod'
import { isObject } from '@/lib/openai/is-object'
import { madeOnce } from '@/lib/openai/made-once'
import { readUsage } from '@/lib/openai/token-usage'
import { doneEvent } from '@/lib/operations/done-event'
import { contentTokens } from '@/lib/operations/estimate-tokens'
import { isChatCompletion } from '@/lib/operations/is-chat-completion'
import { limitsOf } from '@/lib/operations/limits-of'
import { readChunk } from '@/lib/operations/read-chunk'
import { readRequest } from '@/lib/operations/read-request'
import { textOrTokens } from '@/lib/operations/text-or-tokens'
import { usageEventOf } from '@/lib/operations/usage-event-of'
import type { WireFormat } from '@/lib/operations/wire-format'

const request = madeOnce(() =>
  z.looseObject({
    model: z.string().min(1).max(256),
    prompt: textOrTokens().nullable(),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
    n: z.int().min(1).max(128).nullish(),
    best_of: z.int().min(0).max(20).nullish(),
    max_tokens: z.int().min(0).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    top_p: z.number().min(0).max(1).nullish(),
    presence_penalty: z.number().min(-2).max(2).nullish(),
    frequency_penalty: z.number().min(-2).max(2).nullish(),
    seed: z.number().nullish(),
    stop: z.union([z.string(), z.array(z.string()).min(1).max(4)]).nullish(),
    logprobs: z.int().min(0).max(5).nullish(),
    echo: z.boolean().nullish(),
    suffix: z.string().nullish(),
    user: z.string().nullish(),
  }),
)

const limitFields = ['max_tokens']

/** Completions as they were before there was chat. Source: https://platform.openai.com/docs/api-reference/completions */
export const completionFormat: WireFormat = {
  name: 'completion',
  errors: 'openai',
  schema: request,
  limitFields,
  readRequest(body) {
    const read = readRequest(request(), body)
    const { prompt } = read
    return {
      model: read.model,
      stream: read.stream ?? false,
      // One for each of the prompts, and so many of each; what is made to choose from costs as much as what is chosen.
      choices: Math.max(read.n ?? 1, read.best_of ?? 1) * promptsIn(prompt),
      usageEvent: usageEventOf(read.stream_options),
      answerLimits: limitsOf(read, limitFields),
      isDeterministic: read.temperature === 0 || typeof read.seed === 'number',
      isStored: false,
      effort: undefined,
      hasTools: false,
      mayAct: false,
      hasImages: false,
      follows: [],
      promptTokens: () => Math.ceil(contentTokens(prompt)),
      opening: undefined,
    }
  },
  isAnswer: isChatCompletion,
  readUsage,
  answerText({ choices }) {
    const texts = (Array.isArray(choices) ? choices : []).filter(isObject).map(({ text }) => text)
    return texts.filter(text => typeof text === 'string').join('')
  },
  readData: readChunk,
  closing: doneEvent,
}

function promptsIn(prompt: z.infer<ReturnType<typeof textOrTokens>> | null): number {
  if (prompt === null) return 1
  const isOne = typeof prompt === 'string' || typeof prompt[0] === 'number'
  return isOne ? 1 : prompt.length
}
