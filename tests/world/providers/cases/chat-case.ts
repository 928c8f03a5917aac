import { z } from 'zod'
import type { ProviderCase } from './provider-case'

const completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })) })
const chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().optional() }) })),
})

type Own = 'provider' | 'basePath' | 'model' | 'plain' | 'expectStream' | 'unknownModel' | 'unknownPath'

/** The case of a provider whose chats are OpenAI's. */
export function chatCase(own: Pick<ProviderCase, Own> & Partial<ProviderCase>): ProviderCase {
  return {
    path: '/chat/completions',
    keyHeader: key => ({ authorization: `Bearer ${key}` }),
    body: said => ({ model: own.model, messages: [{ role: 'user', content: said }] }),
    streamed: { stream: true, stream_options: { include_usage: true } },
    otherModel: { model: 'other-1' },
    textOf: json => completion.parse(json).choices[0]?.message.content,
    deltaOf: json => chunk.parse(json).choices[0]?.delta.content,
    refused: [],
    passedOver: {},
    head: 200,
    ...own,
  }
}
