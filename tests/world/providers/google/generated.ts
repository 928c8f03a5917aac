import { z } from 'zod'
import { newId } from '../../openai/new-id'
import type { JsonObject } from '../json-object'
import type { GeminiRequest } from './gemini-request'

const call = z.looseObject({ function: z.object({ name: z.string(), arguments: z.string() }) })

const completion = z.looseObject({
  model: z.string(),
  choices: z.array(
    z.looseObject({
      index: z.number(),
      finish_reason: z.string(),
      message: z.looseObject({ content: z.string().nullable(), tool_calls: z.array(call).optional() }),
    }),
  ),
  usage: z.looseObject({ prompt_tokens: z.number(), completion_tokens: z.number() }),
})

export interface Generated {
  /** What all events of an answer have alike. */
  head: JsonObject
  candidates: Candidate[]
  promptTokens: number
  candidatesTokens: number
  thoughtsTokens: number
}

export interface Candidate {
  index: number
  text: string
  thought: string | undefined
  call: { name: string; args: unknown } | undefined
  finishReason: 'STOP' | 'MAX_TOKENS'
}

// How many tokens a model thinks in that is let think.
const thoughtsTokens = 16

/** The chat that was simulated, as what Gemini generates. */
export function generated(chat: unknown, { generationConfig }: GeminiRequest): Generated {
  const { model, choices, usage } = completion.parse(chat)
  const { thinkingBudget = 0, includeThoughts = false } = generationConfig?.thinkingConfig ?? {}
  return {
    head: { modelVersion: model, responseId: newId('', 23) },
    candidates: choices.map(({ index, finish_reason, message }) => {
      const called = message.tool_calls?.[0]?.function
      return {
        index,
        text: message.content ?? '',
        thought: includeThoughts ? 'I think before I answer.' : undefined,
        call: called && { name: called.name, args: JSON.parse(called.arguments) },
        finishReason: finish_reason === 'length' ? 'MAX_TOKENS' : 'STOP',
      }
    }),
    promptTokens: usage.prompt_tokens,
    candidatesTokens: usage.completion_tokens,
    thoughtsTokens: thinkingBudget !== 0 || includeThoughts ? thoughtsTokens : 0,
  }
}
